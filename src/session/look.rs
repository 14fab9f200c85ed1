//! Looking: the view half of a link, what is selected and compared, what is marked everywhere.

use super::{Kind, Session, pointer};
use crate::lesson::cut::Cut;
use crate::lesson::trace::Ending;
use crate::lesson::{Complaint, inspect};
use crate::sim::time::NodeId;
use crate::view::Target;

/// How a thing is marked in every view.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Lit {
    /// It is selected, or the end of a selected message.
    Selected,
    /// It is pointed at, or belongs to what is pointed at.
    Hovered,
}

/// What a step changed on a node's card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The row.
    pub name: String,
    /// Its value before; `None` for a row that was not there.
    pub was: Option<String>,
    /// Its value now; `None` for a row that is gone.
    pub is: Option<String>,
}

impl Session {
    /// Reads the view half of the link; what cannot be read is complained about.
    pub(super) fn looked(mut self) -> Session {
        let last = self.trace.last();
        self.cursor = 0;
        (self.selected, self.compared, self.beside, self.cut) = (None, None, None, None);
        self.complaints.clear();
        if let Some(text) = &self.link.at {
            let part = format!("at={text}");
            match text.parse::<u32>() {
                Ok(at) if at <= last => self.cursor = at,
                Ok(_) => {
                    let why = format!("the last event is {last}; that one is shown");
                    self.cursor = last;
                    self.complaints.push(Complaint::new(&part, &why));
                }
                Err(_) => {
                    let why = "that is not the number of an event; the start is shown";
                    self.complaints.push(Complaint::new(&part, why));
                }
            }
        }
        let mut complain = |name: &str, text: &str, why: &str| {
            self.complaints.push(Complaint::new(&format!("{name}={text}"), why));
        };
        if let Some(text) = &self.link.select {
            self.selected = pointer::read(&self.trace, text);
            if self.selected.is_none() {
                let why = "there is no such node, event or message; nothing is selected";
                complain("select", text, why);
            }
        }
        if let Some(text) = &self.link.with {
            match (pointer::read(&self.trace, text), self.selected) {
                (Some(Target::Event(event)), _) => self.compared = Some(event),
                (Some(Target::Node(other)), Some(Target::Node(_))) => self.beside = Some(other),
                _ => complain("with", text, "there is no such event or node; nothing is compared"),
            }
        }
        if let Some(text) = self.link.clocks.as_ref().filter(|text| *text != "1") {
            complain("clocks", text, "it can only be 1; no clocks are shown");
        }
        if let Some(text) = self.link.embed.as_ref().filter(|text| *text != "1") {
            complain("embed", text, "it can only be 1; the whole page is shown");
        }
        if let Some(text) = &self.link.cut {
            self.cut = Cut::read(&self.trace, text);
            if self.cut.is_none() {
                let why = "a cut is an event's number for every node; none is shown";
                complain("cut", text, why);
            }
        }
        self
    }

    pub(super) fn selecting(mut self, target: Option<Target>) -> Session {
        let same = self.selected == target;
        self.selected = target;
        self.link.select = target.map(|target| pointer::text(&self.trace, target));
        self.complaints.retain(|complaint| !complaint.part.starts_with("select="));
        match target {
            Some(_) if same => self,
            Some(Target::Event(_)) if self.beside.is_none() => self,
            _ => self.comparing(None),
        }
    }

    pub(super) fn comparing(mut self, event: Option<u32>) -> Session {
        if event.is_some() && !matches!(self.selected, Some(Target::Event(_))) {
            let here = Target::Event(self.cursor);
            self = self.selecting(Some(here));
        }
        let last = self.trace.last();
        self.compared = event.filter(|event| *event <= last);
        self.beside = None;
        let target = self.compared.map(Target::Event);
        self.link.with = target.map(|target| pointer::text(&self.trace, target));
        self.complaints.retain(|complaint| !complaint.part.starts_with("with="));
        self
    }

    pub(super) fn putting_beside(self, node: NodeId, other: Option<NodeId>) -> Session {
        let mut next = self.selecting(Some(Target::Node(node))).comparing(None);
        next.beside = other.filter(|other| *other != node);
        let target = next.beside.map(Target::Node);
        next.link.with = target.map(|target| pointer::text(&next.trace, target));
        next
    }

    pub(super) fn writing_clocks(mut self, written: bool) -> Session {
        let written = written && !self.trace.counters().is_empty();
        self.link.clocks = written.then(|| "1".to_string());
        self.complaints.retain(|complaint| !complaint.part.starts_with("clocks="));
        self
    }

    /// Whether the diagram writes logical clocks.
    pub fn clocks(&self) -> bool {
        self.link.clocks.as_deref() == Some("1") && !self.trace.counters().is_empty()
    }

    pub(super) fn cutting(mut self, cut: Option<Cut>) -> Session {
        self.link.cut = cut.as_ref().map(Cut::text);
        self.cut = cut;
        self.complaints.retain(|complaint| !complaint.part.starts_with("cut="));
        self
    }

    /// Selects the one after the selected one, and after the last the first.
    pub(super) fn next(self, kind: Kind) -> Session {
        let all: Vec<Target> = match kind {
            Kind::Letter => {
                self.trace.in_flight(self.cursor).map(|(id, _)| Target::Letter(id)).collect()
            }
            Kind::Node => (0..).map(NodeId).take(self.trace.cast.len()).map(Target::Node).collect(),
        };
        let now = all.iter().position(|target| Some(*target) == self.selected);
        let next = now.map_or(0, |now| (now + 1) % all.len());
        match all.get(next) {
            Some(target) => self.selecting(Some(*target)),
            None => self,
        }
    }

    /// Whether the page is part of another page: stage, diagram and transport, nothing else.
    pub fn embedded(&self) -> bool {
        self.link.embed.as_deref() == Some("1")
    }

    /// How `target` is to be marked, so that the same thing is marked in every view.
    pub fn lit(&self, target: Target) -> Option<Lit> {
        let shows = |of: Option<Target>| of.is_some_and(|of| self.belongs(target, of));
        let with = self.compared.map(Target::Event).or(self.beside.map(Target::Node));
        if shows(self.selected) || with == Some(target) {
            return Some(Lit::Selected);
        }
        shows(self.hovered).then_some(Lit::Hovered)
    }

    /// Whether `target` is `of`, or a part of it: the ends of a message, an event's node and
    /// message.
    fn belongs(&self, target: Target, of: Target) -> bool {
        let letter = |letter: u32, event: u32| {
            let letter = self.trace.letters.get(letter as usize);
            letter.is_some_and(|letter| {
                let end = match letter.ending {
                    Ending::Arrived(event) | Ending::Lost(event, _) => Some(event),
                    Ending::Open(_) => None,
                };
                letter.sent_by == event || end == Some(event)
            })
        };
        match (of, target) {
            _ if of == target => true,
            (Target::Letter(id), Target::Event(event)) => letter(id, event),
            (Target::Event(event), Target::Node(node)) => {
                self.trace.record(event).node == Some(node)
            }
            (Target::Event(event), Target::Letter(id)) => {
                self.trace.record(event).message == Some(id)
            }
            _ => false,
        }
    }

    /// What the event that is looked at changed on the card of `node`.
    pub fn changes(&self, node: NodeId) -> Vec<Change> {
        let Some(before) = self.cursor.checked_sub(1) else {
            return Vec::new();
        };
        let stage = self.trace.stage();
        let (old, new) = (stage.card(before, node), stage.card(self.cursor, node));
        let (old, new) = (&old, &new);
        let value = |rows: &[inspect::Row], name: &str| {
            let row = rows.iter().find(|row| row.name == name);
            row.map(|row| row.value.clone())
        };
        let names = inspect::changed(old, new).into_iter();
        let mut changes: Vec<Change> = names
            .flat_map(|name| {
                let was = old.rows.iter().find(|row| row.name == name);
                match (was, new.rows.iter().find(|row| row.name == name)) {
                    (Some(old), Some(new)) if !new.cells.is_empty() => cell_changes(old, new),
                    _ => vec![Change {
                        name: name.to_string(),
                        was: value(&old.rows, name),
                        is: value(&new.rows, name),
                    }],
                }
            })
            .collect();
        let gone = old.rows.iter().filter(|row| value(&new.rows, &row.name).is_none());
        changes.extend(gone.map(|row| Change {
            name: row.name.clone(),
            was: Some(row.value.clone()),
            is: None,
        }));
        changes
    }

    /// What this step changed on the card of `node`, as a sentence.
    pub fn change_words(&self, node: NodeId) -> String {
        let one = |change: &Change| {
            let name = &change.name;
            match (&change.was, &change.is) {
                (Some(was), Some(is)) if was != is => format!("{name} from {was} to {is}"),
                (None, Some(is)) => format!("{name}: {is}"),
                (Some(_), None) => format!("{name} is gone"),
                _ => name.clone(),
            }
        };
        let changes: Vec<String> = self.changes(node).iter().map(one).collect();
        match changes.as_slice() {
            [] if self.cursor == 0 => "This is the start.".to_string(),
            [] => format!("This step changed nothing at {}.", self.trace.name(node)),
            [one] => format!("This step changed {one}."),
            [all @ .., last] => format!("This step changed {} and {last}.", all.join(", ")),
        }
    }
}

/// At most so many cells of a row are told one by one.
const CELLS_TOLD: usize = 3;

/// What changed in a row of cells: the cells, or only that it did when there are many.
fn cell_changes(old: &inspect::Row, new: &inspect::Row) -> Vec<Change> {
    let beside = inspect::beside(&old.cells, &new.cells);
    let changed: Vec<_> = beside.iter().filter(|one| one.changed()).collect();
    if changed.is_empty() || changed.len() > CELLS_TOLD {
        return vec![Change { name: new.name.clone(), was: None, is: None }];
    }
    let value = |cell: &inspect::Cell| cell.value.clone();
    let told = changed.into_iter().map(|one| Change {
        name: format!("{} {}", new.name, one.label()),
        was: one.was.map(value),
        is: one.is.map(value),
    });
    told.collect()
}
