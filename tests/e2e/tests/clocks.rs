//! Vector clocks in the page: cells that light up, clocks beside events, two of them compared; and
//! what is proved, tried out in the page itself.

use e2e::Page;

/// The page on a desk.
fn open(link: &str) -> Page {
    let page = Page::open(link);
    page.set_viewport(1440, 900);
    page.wait_for("[data-test=stage] .node");
    page
}

fn texts(page: &Page, css: &str) -> Vec<String> {
    let script =
        format!("return [...document.querySelectorAll({css:?})].map((e) => e.textContent)");
    let all = page.exec(&script);
    let text = |one: &serde_json::Value| one.as_str().unwrap_or_default().to_owned();
    all.as_array().into_iter().flatten().map(text).collect()
}

/// The short line of every server on the stage.
fn likes(page: &Page) -> Vec<String> {
    texts(page, "[data-test=stage] .node .node-line")
}

#[test]
fn the_same_events_give_one_two_or_three_likes() {
    let page = open("#/vector-clock");
    for (merge, shown) in [
        ("per-slot-max", ["2 likes", "2 likes"]),
        ("set-of-users", ["2 likes", "2 likes"]),
        ("last-writer-wins", ["1 like", "1 like"]),
        ("add", ["3 likes", "2 likes"]),
    ] {
        page.exec(&format!("location.hash = '#/vector-clock?merge={merge}&at=99999'"));
        page.wait_until(
            merge,
            &format!(
                "JSON.stringify([...document.querySelectorAll('[data-test=stage] .node-line')]
                 .map((e) => e.textContent)) === JSON.stringify({shown:?})"
            ),
        );
        assert_eq!(likes(&page), shown, "{merge}");
    }
    page.assert_no_console_errors();
}

#[test]
fn a_clock_is_a_row_of_cells_that_light_up() {
    let page = open("#/vector-clock?at=1&select=S1");
    assert_eq!(page.count("[data-test=stage] .node .cell"), 4, "two cells on each of two cards");
    assert_eq!(page.count("[data-test=stage] .node .cell.changed"), 1, "the like ticked one entry");
    page.wait_for("[data-test=card] [data-test=cells]");
    page.wait_text("[data-test=change]", "S1 from 0 to 1");
}

#[test]
fn clocks_stand_beside_events_and_in_the_address() {
    let page = open("#/vector-clock?at=4");
    assert_eq!(page.count("[data-test=diagram] .clocked"), 0);
    page.press('l');
    page.wait_for("[data-test=diagram] .clocked");
    page.wait_until("the address", "location.hash.includes('clocks=1')");
    page.reload();
    page.wait_for("[data-test=diagram] .clocked");
    let all = texts(&page, "[data-test=diagram] .clocked").join(" ");
    assert!(all.contains("[1, 0]") && all.contains("[0, 1]") && all.contains("[2, 2]"), "{all}");
}

#[test]
fn two_servers_and_two_events_are_compared_cell_by_cell() {
    let page = open("#/vector-clock?at=2&select=S1&with=S2");
    page.wait_text(
        "[data-test=pair-words]",
        "neither is ahead: what Server 1 and Server 2 say is concurrent",
    );
    page.exec("location.hash = '#/vector-clock?at=11&select=event.1&with=event.2'");
    page.wait_text("[data-test=related]", "concurrent");
    page.wait_text("[data-test=clock-words]", "neither is ahead");
    page.exec("location.hash = '#/vector-clock?at=11&select=event.1&with=event.4'");
    page.wait_text("[data-test=related]", "Event 1 happened before event 4");
    page.wait_text("[data-test=clock-words]", "Every entry ≤");
}

#[test]
fn what_is_proved_is_tried_in_the_page_and_what_breaks_is_opened() {
    let page = open("#/vector-clock");
    let checks = texts(&page, "[data-test=check] .row > span");
    let at = |words: &str| {
        let found = checks.iter().position(|title| title.contains(words));
        found.unwrap_or_else(|| panic!("no check says {words}: {checks:?}")) + 1
    };
    let run = |number: usize| {
        page.click(&format!("[data-test=check]:nth-child({number}) [data-test=check-run]"));
    };
    run(1);
    page.wait_text("[data-test=check]:nth-child(1) [data-test=proved]", "Holds in every one of");
    let wins = at("Last writer wins");
    run(wins);
    page.wait_for(&format!("[data-test=check]:nth-child({wins}) [data-test=refuted]"));
    page.click(&format!("[data-test=check]:nth-child({wins}) [data-test=counterexample]"));
    page.wait_until("the address", "location.hash.includes('merge=last-writer-wins')");
    page.click("[data-test=last]");
    page.wait_for("[data-test=guarantee] .broken, [data-test=guarantee].broken");
    page.assert_no_console_errors();
}
