//! Every story within bounds: what the checker proves of the patterns, and the shortest runs it
//! finds where nothing is promised. One module a pattern.

mod quorum;
mod vector_clock;
