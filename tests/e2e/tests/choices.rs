//! Other choices: the same luck side by side, many runs without the story, and the way back.

use e2e::{Key, Page};

/// The page on a desk.
fn open(link: &str) -> Page {
    let page = Page::open(link);
    page.set_viewport(1440, 900);
    page.wait_for("[data-test=stage] .node");
    page
}

/// What the comparison says in the line with this label, column by column.
fn line(page: &Page, label: &str) -> Vec<String> {
    let script = format!(
        "const rows = [...document.querySelectorAll('[data-test=variants-table] tr')];
         const row = rows.find((row) => row.cells[0].textContent == {label:?});
         return [...row?.cells ?? []].slice(1).map((cell) => cell.textContent)"
    );
    let cells = page.exec(&script);
    let text = |cell: &serde_json::Value| cell.as_str().unwrap_or_default().to_owned();
    cells.as_array().into_iter().flatten().map(text).collect()
}

fn finished(page: &Page) {
    page.wait_for("[data-test=variants-table][aria-busy=false] [data-test=variants-same]");
}

#[test]
fn the_values_of_a_parameter_are_compared_and_one_is_gone_to() {
    let page = open("#/quorum?at=26");
    assert_eq!(page.count("[data-test=variants-table]"), 0, "nothing is run unasked");
    page.click("[data-test=variants-run]");
    finished(&page);
    assert_eq!(page.count("[data-test=variant]"), 5);
    let first = line(&page, "Write latency, ms");
    assert_eq!(first.len(), 5);
    page.wait_text("[data-test=variant].here", "this run");
    let constant = page.text("[data-test=variants-same]");
    page.click("[data-test=variants-same]");
    let same = line(&page, "Reads answered");
    assert_eq!(same.len(), 1, "{constant}: one cell for all");
    // The figure in the column is the one that its own run says of itself.
    page.click("[data-test=variant]:nth-child(5) a");
    page.wait_until("the address", "location.hash.startsWith('#/quorum?w=4')");
    page.wait_text("[data-test=variant].here", "4");
    assert_eq!(line(&page, "Write latency, ms"), first, "the same runs");
    page.click("[data-test=last]");
    page.wait_text("[data-test=costs]", &first[3]);
    page.back();
    page.wait_until("the way back", "!location.hash.includes('w=')");
    page.wait_text("[data-test=variant].here", "3");
    page.assert_no_console_errors();
}

#[test]
fn the_comparison_follows_the_experiment_and_the_choice() {
    let page = open("#/quorum?at=26");
    page.exec(
        "const select = document.querySelector('[data-test=variants-param]');
         select.value = 'n'; select.dispatchEvent(new Event('change', { bubbles: true }))",
    );
    finished(&page);
    assert_eq!(page.count("[data-test=variant]"), 9);
    page.wait_text("[data-test=variants-remarks]", "R read quorum is 2");
    let before = line(&page, "messages sent");
    page.exec("location.hash = '#/quorum?at=26&do=1ms.crash.A'");
    page.wait_text("[data-test=acts]", "Clinic A crashes");
    page.wait_until(
        "other figures",
        &format!(
            "![...document.querySelectorAll('[data-test=variants-table] tr')].some((row) =>
                row.cells[0].textContent == 'messages sent'
                && row.cells[1].textContent == {:?} && row.cells[5].textContent == {:?})",
            before[0], before[4]
        ),
    );
    page.click("[data-test=variants-large]");
    page.wait_for("[data-test=variants-window][open] [data-test=variants-table]");
    let (x, _, width, _) = page.rect("[data-test=variants-window]");
    assert!(x >= 0.0 && x + width <= 1440.0 && width > 600.0);
    page.press(Key::Escape);
    page.wait_gone("[data-test=variants-window][open]");
    page.click("[data-test=variants-run]");
    page.wait_gone("[data-test=variants-table]");
    page.assert_no_console_errors();
}

/// On a phone the table scrolls in its own box, and its first column stays.
#[test]
fn the_comparison_scrolls_in_its_own_box_on_a_phone() {
    let page = Page::open("#/quorum?at=26");
    page.set_viewport(390, 844);
    page.click("[data-test=tab-insight]");
    page.click("[data-test=variants-run]");
    finished(&page);
    let sideways = "return document.documentElement.scrollWidth - innerWidth";
    assert_eq!(page.exec(sideways), 0);
    let box_ = "const box = document.querySelector('[data-test=variants-table]');
        const head = box.querySelector('tbody th'), x = head.getBoundingClientRect().x;
        box.scrollLeft = 1000;
        return [box.scrollWidth > box.clientWidth, box.scrollLeft > 0,
            head.getBoundingClientRect().x - x]";
    assert_eq!(page.exec(box_), serde_json::json!([true, true, 0]));
}

#[test]
fn an_open_question_is_not_answered_by_the_comparison() {
    let page = open("#/quorum?at=4");
    page.click("[data-test=variants-run]");
    page.wait_text("[data-test=variants]", "when the open question is answered");
    assert_eq!(page.count("[data-test=variants-table]"), 0);
    page.click("[data-test=option]");
    page.wait_for("[data-test=variants-table]");
}

#[test]
fn many_runs_are_measured_without_the_story_and_say_so() {
    let page = open("#/quorum?do=12ms.crash.B");
    page.click("[data-test=many-run]");
    page.wait_text("[data-test=many-what]", "this experiment as it is");
    page.exec(
        "const select = document.querySelector('[data-test=many-under]');
         select.value = 'bare'; select.dispatchEvent(new Event('change', { bubbles: true }))",
    );
    page.wait_gone("[data-test=many-what]");
    page.click("[data-test=many-run]");
    page.wait_text("[data-test=many-what]", "without the story");
    page.wait_text("[data-test=many-table]", "±");
    let link = page.attr("[data-test=many-what] a", "href");
    assert_eq!(link.as_deref(), Some("#/quorum?workload=probe"));
    page.visit("#/quorum?workload=probe");
    page.wait_for("[data-test=many-run]");
    assert_eq!(page.count("[data-test=many-under]"), 0, "it is without the story already");
}

fn ways(page: &Page) -> (bool, bool) {
    let off = |name| page.prop(&format!("[data-test={name}]"), "disabled") == Some("true".into());
    (!off("undo"), !off("redo"))
}

#[test]
fn what_was_changed_is_undone_and_redone() {
    let page = Page::open("#/");
    page.set_viewport(1440, 900);
    page.click("[data-test=entry-quorum] [data-test=start]");
    page.wait_for("[data-test=stage] .node");
    assert_eq!(ways(&page), (false, false), "before this there is no change of this pattern");
    page.click("[data-test=crash]");
    page.wait_until("a crash", "location.hash.includes('crash.A')");
    assert_eq!(ways(&page), (true, false));
    page.click("[data-test=preset]");
    page.wait_until("a preset", "!location.hash.includes('crash.A')");
    let preset = page.link();
    assert_eq!(ways(&page), (true, false), "a link that was followed is a change, too");
    page.click("[data-test=undo]");
    page.wait_until("the crash again", "location.hash.includes('crash.A')");
    assert_eq!(ways(&page), (true, true));
    page.press_with(Key::Control, 'z');
    page.wait_until("the start", "location.hash == '#/quorum'");
    assert_eq!(ways(&page), (false, true));
    page.press_with(Key::Control, 'z');
    page.click("[data-test=redo]");
    page.wait_until("the crash", "location.hash.includes('crash.A')");
    page.click("[data-test=redo]");
    page.wait_until("the preset", &format!("location.hash == {preset:?}"));
    assert_eq!(ways(&page), (true, false));
    page.reload();
    page.wait_for("[data-test=stage] .node");
    assert_eq!(ways(&page), (true, false), "what was before is known after a reload");
    page.click("[data-test=brand]");
    page.wait_for("[data-test=catalog]");
    page.back();
    page.wait_for("[data-test=stage] .node");
    assert_eq!(ways(&page), (true, false), "home is not a change of this pattern");
    page.assert_no_console_errors();
}

/// What is typed is undone in its field, and a frame leaves the history of the page alone.
#[test]
fn fields_and_frames_keep_their_own_history() {
    let page = open("#/quorum");
    page.click("[data-test=crash]");
    page.wait_until("a crash", "location.hash.includes('crash.A')");
    page.exec("document.querySelector('input.text').focus()");
    page.press_with(Key::Control, 'z');
    page.press(Key::Escape);
    assert!(page.link().contains("crash.A"));
    page.visit("#/quorum?embed=1");
    page.wait_for("[data-test=stage] .node");
    assert_eq!(page.count("[data-test=undo]"), 0);
}
