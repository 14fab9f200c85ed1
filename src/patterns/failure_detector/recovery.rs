//! The second half of the story: traffic moves, a new life starts, everything comes back.

use super::message::{Level, Note, Site, code, name};
use super::params::Action;
use super::protocol::FailureDetector;
use super::service::Process;
use super::story::watch;
use crate::lesson::Beat;
use crate::sim::NodeId;

/// What follows when a service is taken for dead.
pub(super) fn beats() -> Vec<Beat<FailureDetector>> {
    vec![
        Beat {
            title: "Traffic moves to the standby",
            when: |now| {
                now.notes().find_map(|(_, note)| match note {
                    Note::Moved { service, to: Site::Standby } => {
                        let account = now.world.history().accounts.get(service)?;
                        let lost = account.downtime;
                        Some(match lost.0 {
                            0 => format!(
                                "The standby serves for {} now. No request was lost.",
                                name(*service)
                            ),
                            _ => format!(
                                "The standby serves for {0} now. In all, clients of {0} were \
                                 without answers for {lost}.",
                                name(*service)
                            ),
                        })
                    }
                    _ => None,
                })
            },
            absent: "No traffic was moved to the standby this time.",
            predict: None,
        },
        Beat {
            title: "The orchestrator restores what is desired",
            when: |now| {
                now.notes().find_map(|(who, note)| match note {
                    Note::Starting { life } => Some(format!(
                        "Life {life} of {} is being started. That takes {}.",
                        name(who),
                        now.protocol.start
                    )),
                    _ => None,
                })
            },
            absent: "Nothing was started again this time.",
            predict: None,
        },
        Beat {
            title: "A new life is heard",
            when: |now| {
                now.notes().find_map(|(_, note)| match note {
                    Note::Heard { service, gap, newest, was: Level::Suspected, .. }
                        if newest.0 > 1 =>
                    {
                        let learnt = watch(now, *service)?.gaps.iter().last() == Some(*gap);
                        Some(format!(
                            "{} is heard again after {gap}, in life {}. {}",
                            name(*service),
                            newest.0,
                            match learnt {
                                true => "The gap is learnt, although it was an outage.",
                                false =>
                                    "The gap was an outage: it says nothing of how regular \
                                          heartbeats are, and is not learnt.",
                            }
                        ))
                    }
                    _ => None,
                })
            },
            absent: "No new life of a service was heard this time.",
            predict: None,
        },
        Beat {
            title: "Everything is as desired",
            when: |now| {
                let back = now.notes().any(|(_, note)| match note {
                    Note::Moved { to, .. } => *to == Site::Own,
                    Note::Heard { was, .. } => {
                        *was == Level::Suspected && now.protocol.action != Action::Failover
                    }
                    _ => false,
                });
                let history = now.world.history();
                let well = |service: NodeId| {
                    let account = history.accounts.get(&service);
                    account.is_some_and(|account| {
                        account.site == Site::Own && account.process == Process::Running
                    })
                };
                let all = back && now.protocol.watched().all(well);
                let lost: Vec<String> = history
                    .accounts
                    .iter()
                    .filter(|(_, account)| account.downtime.0 > 0)
                    .map(|(service, account)| format!("{} {}", code(*service), account.downtime))
                    .collect();
                all.then(|| match lost.is_empty() {
                    true => {
                        "All services serve their own traffic, and none was ever down.".to_string()
                    }
                    false => format!(
                        "All services serve their own traffic. Without answers: {}.",
                        lost.join(", ")
                    ),
                })
            },
            absent: "Not everything came back to where it was this time.",
            predict: None,
        },
    ]
}
