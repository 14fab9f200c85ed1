//! What a person, or the player, wants done.

use crate::lesson::Link;
use crate::view::Target;

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
    /// Answer the question of this beat.
    Guess(&'static str, Guess),
    /// Set a parameter, or give it back its default.
    SetParam(&'static str, Option<String>),
    /// Intervene now; the text lacks its time: `crash.E`.
    AddAct(String),
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
    Open(Link),
}
