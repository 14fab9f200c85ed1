//! What the pattern says of itself.

use crate::lesson::{About, Citation, TradeOff};

pub(super) const ABOUT: About = About {
    name: "version-vector",
    title: "Version vectors",
    scenario: "Supply-chain inventory",
    idea: "Every warehouse keeps the record of an item's stock and changes it without asking the \
           others. A vector with one entry for each warehouse that coordinates writes tells of two \
           versions which descends from the other, or that they are in conflict. A conflict is \
           found, never guessed away; a rule or a person resolves it, everywhere alike.",
    omitted: "One item, and warehouses that neither join nor leave. A record is on the disk as \
              soon as it changes, and no disk is lost. Movements are kept for ever instead of \
              being folded into the opening stock. A clerk whose write is lost does not send it \
              again.",
    trade_offs: &[
        TradeOff { text: "Conflicts are found, whatever the clocks say", good: true, claim: 1 },
        TradeOff { text: "What merely follows is no conflict", good: true, claim: 2 },
        TradeOff { text: "Merging movements loses none", good: true, claim: 3 },
        TradeOff { text: "Every warehouse works during a partition", good: true, claim: 6 },
        TradeOff { text: "Dots keep apart what one replica took in", good: true, claim: 7 },
        TradeOff { text: "A rule that prefers one version drops another", good: false, claim: 4 },
        TradeOff { text: "A clock instead loses the newer write", good: false, claim: 5 },
        TradeOff { text: "Whoever writes without reading adds versions", good: false, claim: 8 },
        TradeOff { text: "Vectors grow; pruned ones err", good: false, claim: 9 },
        TradeOff { text: "Records are sent again and again", good: false, claim: 10 },
        TradeOff { text: "Nothing prevents overselling", good: false, claim: 11 },
    ],
    sources: &[
        Citation {
            authors: "Parker and others",
            title: "Detection of mutual inconsistency in distributed systems",
            year: 1983,
        },
        Citation {
            authors: "Demers and others",
            title: "Epidemic algorithms for replicated database maintenance",
            year: 1987,
        },
        Citation {
            authors: "DeCandia and others",
            title: "Dynamo: Amazon's highly available key-value store",
            year: 2007,
        },
        Citation {
            authors: "Preguiça, Baquero, Almeida, Fonte, Gonçalves",
            title: "Dotted version vectors: logical clocks for optimistic replication",
            year: 2010,
        },
        Citation {
            authors: "Shapiro, Preguiça, Baquero, Zawirski",
            title: "Conflict-free replicated data types",
            year: 2011,
        },
        Citation {
            authors: "Almeida, Baquero, Gonçalves, Preguiça, Fonte",
            title: "Scalable and accurate causality tracking for eventually consistent stores",
            year: 2014,
        },
    ],
};
