//! What the pattern says of itself.

use crate::lesson::{About, Citation, TradeOff};

pub(super) const ABOUT: About = About {
    name: "vector-clock",
    title: "Vector clocks",
    scenario: "Likes in a social feed",
    idea: "Every server counts likes on its own and keeps one entry for each server in a clock. \
           Comparing two clocks tells which state is newer, or that neither is: then both hold \
           something the other lacks, and merging them loses nothing and counts nothing twice. \
           Two clocks are shown: the post's clock counts likes and says which state is newer; the \
           event clock counts steps and says which step came first.",
    omitted: "One post, and servers that neither join nor leave. A server's name, its event clock \
              and the number of its slot survive every crash; only the post's disk can be lost. \
              A counter does not know who likes and takes everybody's word: unlikes of \
              users who never liked, or who take one like back at two servers, bring it below the \
              likes there are, even below 0.",
    trade_offs: &[
        TradeOff { text: "Concurrent changes are found, not guessed", good: true, claim: 1 },
        TradeOff { text: "All servers reach the same likes by themselves", good: true, claim: 2 },
        TradeOff { text: "A like is accepted during a partition", good: true, claim: 5 },
        TradeOff { text: "Order and repetition of messages do not matter", good: true, claim: 7 },
        TradeOff { text: "Replies wait for what they answer", good: true, claim: 6 },
        TradeOff { text: "The merge has to be chosen with care", good: false, claim: 4 },
        TradeOff { text: "A wall clock instead loses likes", good: false, claim: 3 },
        TradeOff { text: "A slot must never be forgotten and reused", good: false, claim: 8 },
        TradeOff { text: "The clock grows with the number of servers", good: false, claim: 9 },
    ],
    sources: &[
        Citation {
            authors: "Lamport",
            title: "Time, clocks, and the ordering of events in a distributed system",
            year: 1978,
        },
        Citation {
            authors: "Fidge",
            title: "Timestamps in message-passing systems that preserve the partial ordering",
            year: 1988,
        },
        Citation {
            authors: "Mattern",
            title: "Virtual time and global states of distributed systems",
            year: 1989,
        },
        Citation {
            authors: "Birman, Schiper, Stephenson",
            title: "Lightweight causal and atomic group multicast",
            year: 1991,
        },
        Citation {
            authors: "Shapiro, Preguiça, Baquero, Zawirski",
            title: "Conflict-free replicated data types",
            year: 2011,
        },
        Citation {
            authors: "Bieniusa and others",
            title: "An optimized conflict-free replicated set",
            year: 2012,
        },
        Citation {
            authors: "Almeida, Shoker, Baquero",
            title: "Delta state replicated data types",
            year: 2018,
        },
    ],
};
