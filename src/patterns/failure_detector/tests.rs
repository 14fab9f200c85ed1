//! One test per claim: it opens the preset that shows the claim, and asserts what must be seen.
