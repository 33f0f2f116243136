"""What speaks for a column's going on elsewhere: fitted on mixed pages made by program."""
