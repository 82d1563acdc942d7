"""A certificate in the forms of other tools: SARIF, JUnit, CycloneDX, in-toto, SLSA, Markdown."""
