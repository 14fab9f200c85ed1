//! Two-phase commit in the page: logs as strips, spans of doubt, crashes put inside an event, and
//! the protocols side by side.

use e2e::Page;

/// The page on a desk.
fn open(link: &str) -> Page {
    let page = Page::open(link);
    page.set_viewport(1440, 900);
    page.wait_for("[data-test=stage] .node");
    page
}

fn choose(page: &Page, css: &str, option: &str) {
    let done = page.exec(&format!(
        "const select = document.querySelector({css:?});
         const option = [...select.options].find((one) => one.textContent == {option:?});
         if (!option) return [...select.options].map((one) => one.textContent).join(', ');
         select.value = option.value;
         select.dispatchEvent(new Event('change', {{ bubbles: true }}));"
    ));
    assert!(done.is_null(), "{css} has no “{option}”: {done}");
}

#[test]
fn a_record_in_a_log_leads_to_its_event_and_a_crash_is_put_there() {
    let page = open("#/two-phase-commit?at=6&select=N1");
    page.wait_text("[data-test=card] [data-test=cells]", "PREPARED");
    page.click("[data-test=card] [data-test=cell]");
    page.wait_until("the address", "location.hash.includes('select=event.4')");
    page.wait_text("[data-test=selected]", "Event 4");
    choose(&page, "[data-test=crash-here]", "in it, before it sends anything");
    page.wait_until("the address", "location.hash.includes('.crash.N1.0')");
    page.wait_text("[data-test=acts]", "Node 1 will crash before its next message");
    // The record is on the disk, and the vote never left: the coordinator aborts.
    page.exec("location.hash = location.hash.replace(/&at=\\d+/, '&at=5')");
    page.wait_text("[data-test=caption]", "crashes in the middle of it");
    page.click("[data-test=last]");
    page.wait_for("[data-test=stage] .node.down");
    page.assert_no_console_errors();
}

#[test]
fn doubt_is_drawn_and_lasts_as_long_as_the_coordinator_is_down() {
    let page = open("#/two-phase-commit?at=99999");
    assert_eq!(page.count("[data-test=diagram] .bar"), 2, "both were in doubt for a while");
    page.exec("location.hash = '#/two-phase-commit?at=99999&do=20ms.crash.C'");
    page.wait_text("[data-test=acts]", "Coordinator crashes");
    page.wait_for("[data-test=diagram] .bar.tone-warn");
    page.wait_text("[data-test=diagram] .bar", "in doubt");
}

#[test]
fn the_protocols_are_compared_on_the_same_luck() {
    let page = open("#/two-phase-commit?at=99999");
    page.wait_text("[data-test=variants-param]", "Protocol");
    page.click("[data-test=variants-run]");
    page.wait_for("[data-test=variants-table][aria-busy=false]");
    assert_eq!(page.count("[data-test=variant]"), 5);
    let figures = page.exec(
        "const rows = [...document.querySelectorAll('[data-test=variants-table] tr')];
         const row = rows.find((row) => row.cells[0].textContent == 'forced writes');
         return [...row.cells].slice(1).map((cell) => cell.textContent)",
    );
    // None, basic, presumed abort, cooperative, three-phase: Mohan and others 1986, Skeen 1981.
    assert_eq!(figures, serde_json::json!(["2", "5", "5", "5", "8"]));
}
