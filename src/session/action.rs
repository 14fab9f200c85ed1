//! What a person, or the player, wants done.

use crate::lesson::Link;
use crate::lesson::cut::Cut;
use crate::sim::time::{NodeId, Time};
use crate::view::Target;

/// What can be gone through one after the other.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The messages on their way.
    Letter,
    /// The nodes.
    Node,
}

/// What the learner answered to a question of the story.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Guess {
    /// This option.
    Chose(usize),
    /// Nothing; the run goes on.
    Skipped,
}

/// The speeds of the player, in percent.
pub const SPEEDS: [u16; 5] = [25, 50, 100, 200, 400];

/// What a person, or the player, wants done.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Look at this event, or at the last when there are fewer.
    Go(u32),
    /// So many events on, or back.
    Step(i32),
    /// To the next beat of the story (1) or the one before (−1).
    Beat(i32),
    /// To the start.
    Home,
    /// To the end.
    End,
    /// Play, or stop playing.
    TogglePlay,
    /// The player has reached the next event.
    Tick,
    /// Play at this speed, in percent.
    Speed(u16),
    /// Select a thing, or nothing.
    Select(Option<Target>),
    /// Point at a thing, or at nothing.
    Hover(Option<Target>),
    /// Compare the selected event with this one, or with none. Without a selected event, the
    /// one that is looked at is selected.
    Compare(Option<u32>),
    /// Select a node, and compare it with another or with none.
    Beside(NodeId, Option<NodeId>),
    /// Select the event in which a cell of a node got what it says: node, row, cell.
    Origin(NodeId, String, String),
    /// Write every event's logical clock beside it, or no longer.
    ToggleClocks,
    /// Select the event that is looked at.
    SelectHere,
    /// Compare the selected event with the one that is looked at.
    CompareHere,
    /// Select nothing; when nothing is selected, take the cut away.
    Escape,
    /// Select the next of the messages on their way, or of the nodes.
    Next(Kind),
    /// Put a cut through the lanes, or take it away.
    Cut(Option<Cut>),
    /// Put a cut right after the event that is looked at, or take it away.
    ToggleCut,
    /// Show the run before the last change behind this one, or no longer.
    Ghost(bool),
    /// Leave the story and play freely.
    Explore,
    /// Go back to where the story was left, to the experiment it told of.
    BackToStory,
    /// Answer the question of this beat.
    Guess(&'static str, Guess),
    /// Set a parameter, or give it back its default.
    SetParam(&'static str, Option<String>),
    /// Intervene now; the text lacks its time: `crash.E`.
    AddAct(String),
    /// Intervene at the time that the text says: `12ms.crash.E`.
    Insert(String),
    /// Let a message (an index into the trace's letters) arrive at this time.
    Arrive(u32, Time),
    /// Replace an intervention of the link, time included.
    EditAct(u32, String),
    /// Take an intervention of the link back.
    RemoveAct(u32),
    /// Leave out a line of the script.
    Skip(u32),
    /// Put a line of the script back.
    Unskip(u32),
    /// Every parameter and intervention back to the default.
    Reset,
    /// Forget which run was there before, so that nothing is compared any more.
    Settle,
    /// Open another link of this pattern.
    Open(Box<Link>),
}
