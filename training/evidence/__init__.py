"""How the weights of `qa.asking.quote.Evidence.logit` are fitted."""
