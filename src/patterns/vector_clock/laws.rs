//! The laws of a merge, tried on the posts that there are.

use super::feed::Post;
use super::protocol::VectorClocks;
use super::slot::likes;
use crate::sim::World;

/// Tries the three laws on all pairs and triples of the different posts that there are, merged as
/// servers merge.
pub(super) fn lawful(lesson: &VectorClocks, world: &World<VectorClocks>) -> Result<(), String> {
    let mut posts: Vec<&Post> = Vec::new();
    for (_, node) in world.nodes() {
        if !posts.contains(&&node.feed.post) {
            posts.push(&node.feed.post);
        }
    }
    let merged = |a: &Post, b: &Post| {
        let mut both = a.clone();
        both.absorb(b, lesson.mistake);
        both
    };
    for (at, a) in posts.iter().enumerate() {
        for b in &posts[at..] {
            let (ab, ba) = (merged(a, b), merged(b, a));
            if ab != ba {
                let told = |post: &Post| format!("{} with {}", post.clock, post.likes.told());
                return Err(format!(
                    "merging {} into {} gives {}, and the other way round {}",
                    b.clock,
                    a.clock,
                    told(&ab),
                    told(&ba)
                ));
            }
            // The same state once more, before and after: idempotent and associative in one.
            for again in [a, b] {
                if merged(again, &ab) != ab || merged(&ab, again) != ab {
                    let (count, more) = (ab.likes.count(), merged(again, &ab).likes.count());
                    return Err(format!(
                        "{} merged with {} shows {}, and {} merged with that shows {more}",
                        a.clock,
                        b.clock,
                        likes(count),
                        again.clock
                    ));
                }
            }
        }
        for b in &posts {
            let ab = merged(a, b);
            // Two of a kind were tried above.
            for c in posts.iter().filter(|c| a != *c && b != *c && a != b) {
                if merged(&ab, c) != merged(a, &merged(b, c)) {
                    let [a, b, c] = [&a.clock, &b.clock, &c.clock];
                    return Err(format!("it matters which of {a}, {b} and {c} are merged first"));
                }
            }
        }
    }
    Ok(())
}
