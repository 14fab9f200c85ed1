//! What is worth trying on a pattern: where comparisons and many runs begin.

/// What a pattern says of the experiments that teach most. Everything else can be tried as well.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub struct Study {
    /// The parameter whose values are best seen side by side on the same luck.
    pub compare: Option<&'static str>,
    /// The parameters of a link, such as `workload=probe`, under which many runs measure the
    /// pattern and not the story's script; empty when there is nothing better than the script.
    pub measure: &'static str,
}
