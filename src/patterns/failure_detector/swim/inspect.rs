//! A member as a card: its list as cells, what it must tell, whom it waits for.

use super::gossip::tellings;
use super::member::{Member, Phase, Route};
use super::message::member as name;
use super::params::Order;
use super::standing::{Standing, State};
use crate::lesson::inspect::Lasting;
use crate::lesson::{Card, Cell, Row, Tone};
use crate::patterns::failure_detector::protocol::{FailureDetector, Node};
use crate::sim::{NodeId, Status, World};

type Cluster = World<FailureDetector>;

/// Up to so many members the list has a cell for each; beyond, only for those that are not alive.
const CELLS: usize = 16;
/// Cells on the stage.
const ON_STAGE: usize = 8;

fn of(world: &Cluster, id: NodeId) -> Option<&Member> {
    match world.node(id) {
        Node::Member(member) => Some(member),
        _ => None,
    }
}

fn code(id: NodeId) -> String {
    format!("M{}", id.0 + 1)
}

fn count(member: &Member, state: State) -> usize {
    member.roster.values().filter(|standing| standing.state == state).count()
}

/// How many it takes for alive, itself included.
pub(super) fn badge(world: &Cluster, id: NodeId) -> (String, Tone) {
    let Some(member) = of(world, id) else { return (String::new(), Tone::Plain) };
    match member.phase {
        Phase::Starting | Phase::Joining(_) => ("joins".to_string(), Tone::Active),
        Phase::Out => ("out".to_string(), Tone::Bad),
        Phase::In => {
            let suspects = count(member, State::Suspect);
            let tone = if suspects > 0 { Tone::Warn } else { Tone::Plain };
            (format!("{} up", 1 + count(member, State::Alive)), tone)
        }
    }
}

/// Suspicions, and being on the way in.
pub(super) fn lasting(world: &Cluster, id: NodeId) -> Vec<Lasting> {
    let Some(member) = of(world, id).filter(|_| world.seat(id).status != Status::Down) else {
        return Vec::new();
    };
    let suspects = member.suspicions.keys();
    let suspects = suspects.map(|who| Lasting::new(format!("suspects {}", code(*who)), Tone::Warn));
    let joins = matches!(member.phase, Phase::Starting | Phase::Joining(_));
    let joins = joins.then(|| Lasting::new("joins", Tone::Active));
    suspects.chain(joins).collect()
}

fn tone(state: State) -> Tone {
    match state {
        State::Alive => Tone::Good,
        State::Suspect => Tone::Warn,
        State::Dead => Tone::Bad,
        State::Left => Tone::Plain,
    }
}

fn cell(id: NodeId, is: Standing) -> Cell {
    let value = match is.state {
        State::Alive => is.incarnation.number.to_string(),
        State::Suspect => format!("{}?", is.incarnation.number),
        State::Dead | State::Left => is.state.to_string(),
    };
    let about = format!("{} is {is}.", name(id));
    Cell { about, tone: tone(is.state), ..Cell::new(code(id), value) }
}

fn list(member: &Member) -> Vec<Cell> {
    let all = member.roster.len() <= CELLS;
    let shown = member.roster.iter().filter(|(_, is)| all || is.state != State::Alive);
    shown.map(|(id, is)| cell(*id, *is)).collect()
}

/// A member for the inspector.
pub(super) fn card(protocol: &FailureDetector, world: &Cluster, id: NodeId) -> Card {
    let Some(member) = of(world, id) else { return Card::default() };
    let disk = Row::durable("life on its disk", member.life_on_disk);
    if world.seat(id).status == Status::Down {
        let (line, tone) = ("Down".to_string(), Tone::Bad);
        return Card { line, tone, rows: vec![disk], ..Card::default() };
    }
    let mut rows = vec![
        Row::volatile("incarnation", member.incarnation),
        disk,
        Row::volatile("periods", member.periods),
    ];
    let (alive, suspect, dead) =
        (count(member, State::Alive), count(member, State::Suspect), count(member, State::Dead));
    let left = count(member, State::Left);
    let left = if left > 0 { format!(", {left} left") } else { String::new() };
    let told = format!("{alive} alive, {suspect} suspected, {dead} dead{left}");
    rows.push(Row::volatile("the others", told).cells(list(member)));
    if protocol.swim.probe != Order::Everybody {
        rows.extend(waiting(member));
        rows.push(news(protocol, member));
        if protocol.swim.probe == Order::RoundRobin {
            rows.push(ahead(member));
        }
    }
    let (line, tone) = match member.phase {
        Phase::Starting => ("Writes down a new life".to_string(), Tone::Active),
        Phase::Joining(_) => ("Asks to be let in".to_string(), Tone::Active),
        Phase::Out => ("Out of the group".to_string(), Tone::Bad),
        Phase::In if suspect > 0 => (format!("Suspects {suspect}"), Tone::Warn),
        Phase::In => (format!("Incarnation {}", member.incarnation), Tone::Plain),
    };
    let mut cells = list(member);
    if cells.len() > ON_STAGE {
        cells.retain(|cell| cell.tone != Tone::Good);
        cells.truncate(ON_STAGE);
    }
    Card { line, tone, cells, rows, ..Card::default() }
}

/// The probe and the suspicions.
fn waiting(member: &Member) -> Vec<Row> {
    let mut rows = Vec::new();
    if let Some(probe) = member.probe {
        let how = match probe.route {
            Route::Straight => "pinged, no answer yet",
            Route::Around => "others are asked to ping it",
        };
        let row = Row::volatile("probe", format!("{}: {how}", name(probe.target)));
        rows.push(row.tone(Tone::Active));
    }
    for (who, suspicion) in &member.suspicions {
        let (has, wanted) = (suspicion.confirmations(), suspicion.wanted);
        let words = match wanted {
            0 => format!("{} to refute", suspicion.timeout()),
            _ => format!("{} to refute, confirmed {has} of {wanted} times", suspicion.timeout()),
        };
        let row = Row::volatile(&format!("suspects {}", code(*who)), words);
        rows.push(row.tone(Tone::Warn));
    }
    rows
}

fn news(protocol: &FailureDetector, member: &Member) -> Row {
    let most = tellings(protocol.swim.gossip, member.group());
    let cells: Vec<Cell> = member
        .gossip
        .waiting()
        .filter(|(told, _)| *told < most)
        .map(|(told, news)| Cell {
            about: format!("{news}: told {told} of {most} times."),
            tone: tone(news.standing.state),
            ..Cell::new(code(news.about), format!("{told}/{most}"))
        })
        .collect();
    let says = match cells.len() {
        0 => "nothing".to_string(),
        1 => "1 piece".to_string(),
        more => format!("{more} pieces"),
    };
    Row::volatile("news to tell", says).cells(cells)
}

fn ahead(member: &Member) -> Row {
    let ahead: Vec<String> = member.round.ahead().iter().take(CELLS).map(|id| code(*id)).collect();
    let says = match ahead.len() {
        0 => "the next round begins".to_string(),
        _ => ahead.join(", "),
    };
    Row::volatile("next in its round", says)
}
