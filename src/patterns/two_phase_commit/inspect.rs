//! Coordinator and nodes as cards: balances, locks, and logs as strips of records.

use super::properties::view;
use super::protocol::{Bank, Deal, Desk, Hold, Node, Phase, Since, Stage, TwoPhaseCommit};
use super::record::{Decision, Line, Log, Tx, Writing, account, money, node};
use crate::lesson::inspect::Lasting;
use crate::lesson::{Card, Cell, Keep, Row, Tone};
use crate::sim::{NodeId, Status, World};

type Cluster = World<TwoPhaseCommit>;

/// Records of the log on the stage; all are in the inspector.
const ON_STAGE: usize = 3;

impl Hold {
    /// Whether it has voted yes and cannot know how it will end. Three-phase: who is ready to
    /// commit knows, until a crash: the others may have gone on without it.
    pub(super) fn in_doubt(&self) -> bool {
        match self.stage {
            Stage::Preparing => false,
            Stage::Prepared => true,
            Stage::Precommitted => self.since == Since::Recovery,
        }
    }
}

impl Bank {
    /// What of the balance nobody has been promised.
    pub fn available(&self) -> i64 {
        self.balance - self.reserved()
    }

    /// What transactions that are prepared will take if they commit.
    pub fn reserved(&self) -> i64 {
        self.held.values().map(|hold| (-hold.change).max(0)).sum()
    }
}

/// A participant's balance; a coordinator's last decision.
pub(super) fn badge(protocol: &TwoPhaseCommit, world: &Cluster, id: NodeId) -> (String, Tone) {
    match world.node(id) {
        Node::Desk(desk) => desk_badge(desk),
        Node::Bank(_) => {
            let bank = view(protocol, world, id);
            let tone = match bank.held.values().map(Hold::in_doubt).max() {
                Some(true) => Tone::Warn,
                Some(false) => Tone::Active,
                None => Tone::Good,
            };
            (money(bank.balance), tone)
        }
    }
}

fn desk_badge(desk: &Desk) -> (String, Tone) {
    let open = desk.deals.iter().next_back();
    match open {
        Some((tx, deal)) => match deal.phase {
            Phase::Telling(Decision::Commit) => (format!("{tx} commit"), Tone::Good),
            Phase::Telling(Decision::Abort) => (format!("{tx} abort"), Tone::Bad),
            _ => (format!("{tx} open"), Tone::Active),
        },
        None => (String::new(), Tone::Plain),
    }
}

/// What lasts: being in doubt, being locked, waiting for a lock.
pub(super) fn lasting(protocol: &TwoPhaseCommit, world: &Cluster, id: NodeId) -> Vec<Lasting> {
    let Node::Bank(_) = world.node(id) else { return Vec::new() };
    let bank = view(protocol, world, id);
    let bound = bank.held.iter().filter(|(_, hold)| hold.stage != Stage::Preparing);
    let bound = bound.map(|(tx, hold)| match hold.in_doubt() {
        true => Lasting::new(format!("in doubt: {tx}"), Tone::Warn),
        false => Lasting::new(format!("ready to commit {tx}"), Tone::Active),
    });
    let waits = bank.queue.keys();
    let waits = waits.map(|tx| Lasting::new(format!("{tx} waits for the lock"), Tone::Active));
    bound.chain(waits).collect()
}

/// A node for the inspector.
pub(super) fn card(protocol: &TwoPhaseCommit, world: &Cluster, id: NodeId) -> Card {
    let seat = world.seat(id);
    let mut card = match &seat.node {
        Node::Desk(desk) => desk_card(desk),
        Node::Bank(_) => bank_card(&view(protocol, world, id), id),
    };
    if seat.status == Status::Down {
        // What a crash lost is gone; only the disk is left.
        card.tone = Tone::Bad;
        card.rows.retain(|row| row.keep == Keep::Durable);
        for row in &mut card.rows {
            row.cells.retain(|cell| cell.keep == Keep::Durable);
        }
        card.cells.retain(|cell| cell.keep == Keep::Durable);
    }
    card
}

fn bank_card(bank: &Bank, id: NodeId) -> Card {
    let doubt = bank.held.values().any(Hold::in_doubt);
    let tone = match (doubt, bank.held.is_empty()) {
        (true, _) => Tone::Warn,
        (false, false) => Tone::Active,
        _ => Tone::Plain,
    };
    let locked = match bank.lock {
        Some(tx) if bank.reserved() > 0 => format!("{} for {tx}", money(bank.reserved())),
        Some(tx) => format!("for {tx}"),
        None => "no".to_string(),
    };
    let locked_tone = if bank.lock.is_some() { tone } else { Tone::Plain };
    // Balances and locks are read from the log: they are as durable as what last changed them.
    let tail =
        bank.log.lines().any(|(_, line, durable)| !durable && (line.record.decision().is_some()));
    let preparing = bank.held.keys().any(|tx| !bank.prepared_durably(*tx));
    let row = |name: &str, value: String, lost: bool| match lost {
        true => Row::volatile(name, value),
        false => Row::durable(name, value),
    };
    let mut rows = vec![
        row(&format!("account {}", account(id)), money(bank.balance), tail),
        row("available", money(bank.available()), tail || preparing),
        row("locked", locked, tail || preparing).tone(locked_tone),
        log_row(&bank.log),
    ];
    for (tx, hold) in &bank.held {
        let (what, tone) = match (hold.stage, hold.in_doubt()) {
            (Stage::Preparing, _) => ("PREPARED is being forced", Tone::Active),
            (Stage::Prepared, _) => ("voted yes, in doubt", Tone::Warn),
            (Stage::Precommitted, false) => ("ready to commit: everybody voted yes", Tone::Active),
            (Stage::Precommitted, true) => ("was ready to commit, in doubt again", Tone::Warn),
        };
        let durable = match hold.stage {
            Stage::Precommitted => bank.ready_durably(*tx),
            _ => bank.prepared_durably(*tx),
        };
        let row = row(&tx.to_string(), what.to_string(), !durable);
        rows.push(row.tone(tone));
        if !hold.uncertain.is_empty() {
            let who: Vec<String> = hold.uncertain.iter().map(|who| node(*who)).collect();
            let name = format!("in doubt about {tx} too");
            rows.push(Row::volatile(&name, who.join(", ")).tone(Tone::Warn));
        }
    }
    if !bank.queue.is_empty() {
        let waiting: Vec<String> = bank.queue.keys().map(Tx::to_string).collect();
        rows.push(Row::volatile("waits for the lock", waiting.join(", ")).tone(Tone::Active));
    }
    let line = match bank.lock {
        Some(tx) => format!("{}: {}, locked by {tx}", account(id), money(bank.balance)),
        None => format!("{}: {}", account(id), money(bank.balance)),
    };
    Card { line, tone, rows, cells: on_stage(&bank.log), ..Card::default() }
}

fn desk_card(desk: &Desk) -> Card {
    let mut rows = vec![log_row(&desk.log), Row::durable("last number given", desk.numbered)];
    for (tx, deal) in &desk.deals {
        rows.push(Row::volatile(&tx.to_string(), phase(*tx, deal, &desk.log)).tone(Tone::Active));
        for who in deal.changes.keys() {
            let (says, tone) = standing(deal, *who);
            rows.push(Row::volatile(&format!("{tx}, {}", node(*who)), says).tone(tone));
        }
    }
    let tone = if desk.deals.is_empty() { Tone::Plain } else { Tone::Active };
    let line = match desk.deals.len() {
        0 => "Nothing open".to_string(),
        1 => "1 transaction open".to_string(),
        open => format!("{open} transactions open"),
    };
    Card { line, tone, rows, cells: on_stage(&desk.log), ..Card::default() }
}

fn phase(tx: Tx, deal: &Deal, log: &Log) -> String {
    let at = |decision: Decision| {
        let mut lines = log.lines().filter(|(_, line, _)| line.record.tx() == tx);
        let line = lines.find(|(_, line, _)| line.record.decision() == Some(decision));
        line.map_or(String::new(), |(number, ..)| format!(" (record {number})"))
    };
    match deal.phase {
        Phase::Voting => format!("{} of {} votes", deal.yes.len(), deal.changes.len()),
        Phase::Readying => "everybody voted yes; telling them to get ready".to_string(),
        Phase::Deciding(decision) => format!("{decision} is being forced{}", at(decision)),
        Phase::Telling(decision) => format!("{decision}, durable{}", at(decision)),
        Phase::Asking => "back after a crash: asks what was decided".to_string(),
        Phase::Debiting => "debits are being made".to_string(),
        Phase::Crediting => "credits are being made".to_string(),
    }
}

/// What the coordinator knows of a participant.
fn standing(deal: &Deal, who: NodeId) -> (&'static str, Tone) {
    let answered = deal.answered.contains(&who);
    match deal.phase {
        _ if deal.no.contains(&who) => ("voted no", Tone::Bad),
        Phase::Telling(_) if answered => ("has the decision", Tone::Good),
        Phase::Telling(_) => ("told, no acknowledgement yet", Tone::Warn),
        Phase::Readying if answered => ("ready", Tone::Good),
        Phase::Debiting | Phase::Crediting if answered => ("done", Tone::Good),
        _ if deal.yes.contains_key(&who) => ("voted yes", Tone::Good),
        _ => ("no answer yet", Tone::Plain),
    }
}

fn log_row(log: &Log) -> Row {
    let says: Vec<String> = log.records().map(ToString::to_string).collect();
    let says = if says.is_empty() { "empty".to_string() } else { says.join(", ") };
    Row::durable("log", says).cells(cells(log, usize::MAX))
}

/// The last records for the stage, in a few letters each: PREP 1, PREC 1, COMM 1.
fn on_stage(log: &Log) -> Vec<Cell> {
    let mut all = cells(log, ON_STAGE);
    let lines = log.lines().skip(log.lines().len().saturating_sub(ON_STAGE));
    for (cell, (_, line, _)) in all.iter_mut().zip(lines) {
        let word = line.record.to_string();
        let word: String = word.chars().take_while(|c| *c != ' ').take(4).collect();
        cell.about = format!("{} {}", line.record, cell.about);
        cell.value = format!("{word} {}", line.record.tx().0);
    }
    all
}

/// The last `most` records. What a crash would lose is volatile.
fn cells(log: &Log, most: usize) -> Vec<Cell> {
    let skip = log.lines().len().saturating_sub(most);
    let cell = |(number, line, durable): (u32, &Line, bool)| {
        let (keep, tone, about) = match (durable, line.writing) {
            (true, _) => (Keep::Durable, Tone::Plain, "On the disk."),
            (false, Writing::Forced) => {
                (Keep::Volatile, Tone::Active, "Being forced to the disk; a crash may lose it.")
            }
            (false, Writing::Lazy) => {
                (Keep::Volatile, Tone::Plain, "In memory until the next forced write.")
            }
        };
        Cell { keep, tone, about: about.to_string(), ..Cell::new(number, &line.record) }
    };
    log.lines().skip(skip).map(cell).collect()
}
