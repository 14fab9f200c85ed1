//! Keys, mouse and wheel: what a reader does with their hands.

use std::time::Duration;

use fantoccini::actions::{
    InputSource, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions, PointerAction,
    WheelAction, WheelActions,
};
use fantoccini::key::Key;

use crate::page::Page;

/// A drag is a press, so many moves, and a release.
const DRAG_MOVES: u32 = 8;
const DRAG_MOVE: Duration = Duration::from_millis(16);

impl Page {
    /// Presses one key, a character or a [`crate::Key`], wherever the focus is.
    #[track_caller]
    pub fn press(&self, key: impl Into<char>) {
        let value = key.into();
        self.keys(&format!("press {value:?}"), &[(value, true), (value, false)]);
    }

    /// The same while another key is held down, such as [`crate::Key::Shift`].
    #[track_caller]
    pub fn press_with(&self, modifier: Key, key: impl Into<char>) {
        let (modifier, value) = (modifier.into(), key.into());
        let keys = [(modifier, true), (value, true), (value, false), (modifier, false)];
        self.keys(&format!("press {modifier:?} and {value:?}"), &keys);
    }

    /// Moves the mouse over the middle of an element and leaves it there.
    #[track_caller]
    pub fn hover(&self, css: &str) {
        let (x, y) = self.centre(css);
        self.mouse(&format!("point at `{css}`"), &[PointerAction::MoveTo { duration: None, x, y }]);
    }

    /// Clicks with shift held down.
    #[track_caller]
    pub fn shift_click(&self, css: &str) {
        let goal = format!("click `{css}` with shift");
        self.hover(css);
        let shift = Key::Shift.into();
        self.keys(&goal, &[(shift, true)]);
        let button = MOUSE_BUTTON_LEFT;
        self.mouse(&goal, &[PointerAction::Down { button }, PointerAction::Up { button }]);
        self.keys(&goal, &[(shift, false)]);
    }

    /// Drags from the middle of one element to the middle of another.
    #[track_caller]
    pub fn drag(&self, from: &str, to: &str) {
        let from = self.centre(from);
        self.drag_from_to(from, self.centre(to));
    }

    /// Drags from one point of the viewport to another, with moves between them.
    #[track_caller]
    pub fn drag_from_to(&self, from: (f64, f64), to: (f64, f64)) {
        let button = MOUSE_BUTTON_LEFT;
        let at = |share: f64| PointerAction::MoveTo {
            duration: Some(DRAG_MOVE),
            x: (from.0 + (to.0 - from.0) * share).round(),
            y: (from.1 + (to.1 - from.1) * share).round(),
        };
        let moves = (1..=DRAG_MOVES).map(|step| at(f64::from(step) / f64::from(DRAG_MOVES)));
        let mut actions = vec![at(0.0), PointerAction::Down { button }];
        actions.extend(moves);
        actions.push(PointerAction::Up { button });
        self.mouse(&format!("drag from {from:?} to {to:?}"), &actions);
    }

    /// Clicks the middle of a group of a drawing, as soon as nothing covers it.
    #[track_caller]
    pub(crate) fn click_group(&self, css: &str) {
        let (x, y) = self.centre(css);
        let hit = format!(
            "document.querySelector({css:?})?.contains(document.elementFromPoint({x}, {y}))"
        );
        self.wait_until(&format!("`{css}` uncovered"), &hit);
        self.hover(css);
        let button = MOUSE_BUTTON_LEFT;
        let press = [PointerAction::Down { button }, PointerAction::Up { button }];
        self.mouse(&format!("click `{css}`"), &press);
    }

    /// Turns the wheel over the middle of an element by so many pixels.
    #[track_caller]
    pub fn wheel(&self, css: &str, delta_x: i64, delta_y: i64) {
        let (x, y) = self.centre(css);
        let scroll = WheelAction::Scroll {
            duration: None,
            x: x.round() as i64,
            y: y.round() as i64,
            delta_x,
            delta_y,
        };
        self.once(&format!("turn the wheel over `{css}`"), async |client| {
            let wheel = WheelActions::new("wheel".to_owned()).then(scroll.clone());
            client.perform_actions(wheel).await
        });
    }

    /// The same with a key held down, such as [`crate::Key::Control`].
    #[track_caller]
    pub fn wheel_with(&self, modifier: Key, css: &str, delta_x: i64, delta_y: i64) {
        let modifier = modifier.into();
        self.keys("hold a key", &[(modifier, true)]);
        self.wheel(css, delta_x, delta_y);
        self.keys("let a key go", &[(modifier, false)]);
    }

    /// Left, top, width and height in the viewport.
    #[track_caller]
    pub fn rect(&self, css: &str) -> (f64, f64, f64, f64) {
        self.wait_for(css);
        let sides = self.exec(&format!(
            "const r = document.querySelector({css:?}).getBoundingClientRect();
            return [r.left, r.top, r.width, r.height]"
        ));
        let side = |index: usize| sides[index].as_f64().unwrap_or(f64::NAN);
        (side(0), side(1), side(2), side(3))
    }

    /// The middle of an element, which is brought into the viewport first.
    #[track_caller]
    pub fn centre(&self, css: &str) -> (f64, f64) {
        self.wait_for(css);
        let near = "{ block: 'nearest', inline: 'nearest', behavior: 'instant' }";
        self.exec(&format!("document.querySelector({css:?}).scrollIntoView({near})"));
        let (left, top, width, height) = self.rect(css);
        (left + width / 2.0, top + height / 2.0)
    }

    #[track_caller]
    fn keys(&self, goal: &str, keys: &[(char, bool)]) {
        self.once(goal, async |client| {
            let mut actions = KeyActions::new("keyboard".to_owned());
            for &(value, down) in keys {
                actions = actions.then(match down {
                    true => KeyAction::Down { value },
                    false => KeyAction::Up { value },
                });
            }
            client.perform_actions(actions).await
        });
    }

    #[track_caller]
    fn mouse(&self, goal: &str, moves: &[PointerAction]) {
        self.once(goal, async |client| {
            let start = MouseActions::new("mouse".to_owned());
            let actions = moves.iter().cloned().fold(start, MouseActions::then);
            client.perform_actions(actions).await
        });
    }
}
