//! What the pattern says of itself.

use crate::lesson::{About, Citation, TradeOff};

pub(super) const ABOUT: About = About {
    name: "failure-detector",
    title: "Failure detectors",
    scenario: "Cloud availability",
    idea: "A dead service and a slow one look the same: silent. An accrual detector does not say \
           yes or no. It says how unlikely so long a silence is, by the gaps it has measured: φ. \
           Whoever acts on it chooses a threshold: people are told early, traffic moves late. At \
           scale, members probe each other instead (SWIM).",
    omitted: "The monitor is one machine; who watches it is not shown. The requests of clients \
              are counted as a steady flow, not sent one by one. Services keep no state that the \
              standby would need.",
    trade_offs: &[
        TradeOff { text: "Adapts to the network it measures", good: true, claim: 2 },
        TradeOff { text: "One measure, a threshold for every action", good: true, claim: 3 },
        TradeOff { text: "Failover shortens downtime", good: true, claim: 13 },
        TradeOff { text: "SWIM: a constant load per member", good: true, claim: 9 },
        TradeOff { text: "SWIM: a bad link alone kills nobody", good: true, claim: 11 },
        TradeOff { text: "Fast detection costs false alarms", good: false, claim: 4 },
        TradeOff { text: "Lost heartbeats slow it down", good: false, claim: 6 },
        TradeOff { text: "Its history must be kept clean", good: false, claim: 7 },
        TradeOff { text: "Whoever watches may be the one who stood still", good: false, claim: 8 },
    ],
    sources: &[
        Citation {
            authors: "Chandra, Toueg",
            title: "Unreliable failure detectors for reliable distributed systems",
            year: 1996,
        },
        Citation {
            authors: "Gupta, Chandra, Goldszmidt",
            title: "On scalable and efficient distributed failure detectors",
            year: 2001,
        },
        Citation {
            authors: "Das, Gupta, Motivala",
            title: "SWIM: scalable weakly-consistent infection-style process group membership",
            year: 2002,
        },
        Citation {
            authors: "Chen, Toueg, Aguilera",
            title: "On the quality of service of failure detectors",
            year: 2002,
        },
        Citation {
            authors: "Hayashibara, Défago, Yared, Katayama",
            title: "The φ accrual failure detector",
            year: 2004,
        },
        Citation {
            authors: "Lakshman, Malik",
            title: "Cassandra: a decentralized structured storage system",
            year: 2010,
        },
        Citation {
            authors: "Dadgar, Phillips, Currey",
            title: "Lifeguard: SWIM-ing with situational awareness",
            year: 2017,
        },
        Citation {
            authors: "Apache Pekko",
            title: "Phi accrual failure detector (documentation and source)",
            year: 2023,
        },
    ],
};
