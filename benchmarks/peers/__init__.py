"""Side by side with peers: the same documents and questions, each program in its own environment and process."""
