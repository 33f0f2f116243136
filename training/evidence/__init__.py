"""How the weights of `qa.quote.Evidence.logit` are fitted."""
