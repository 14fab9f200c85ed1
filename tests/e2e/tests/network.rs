//! You are the network: what is done to messages, nodes and links by hand, in the drawings.

use e2e::Page;

const WRITE: &str = "#/quorum?skip=all&do=6ms.write.A.penicillin";

/// The page on a desk.
fn open(link: &str) -> Page {
    let page = Page::open(link);
    page.set_viewport(1440, 900);
    page.wait_for("[data-test=stage] .node");
    page
}

#[test]
fn an_arrow_is_dragged_along_its_lane() {
    let page = open(&format!("{WRITE}&at=2"));
    let head = "[data-test=diagram] .letter[data-target=l1] .grip";
    let from = page.centre(head);
    let arrives = |page: &Page| {
        let script = "const t = document.querySelector(\
                      '[data-test=diagram] .letter[data-target=l1] title').textContent;\
                      return parseFloat(t.split('arrives ')[1])";
        page.exec(script).as_f64().unwrap_or_default()
    };
    let before = arrives(&page);
    page.drag_from_to(from, (from.0 + 160.0, from.1));
    page.wait_until("the address", "location.hash.includes('.delay.A-B.1.')");
    page.wait_text("[data-test=acts]", "is slow");
    assert!(arrives(&page) > before + 1.0, "{} is not after {before}", arrives(&page));
    let from = page.centre(head);
    page.drag_from_to(from, (from.0 - 60.0, from.1));
    page.wait_until("one order", "location.hash.split('delay').length == 2");
    page.back();
    page.back();
    page.wait_until("no order", "!location.hash.includes('delay')");
    page.assert_no_console_errors();
}

#[test]
fn a_message_is_held_from_the_diagram_too() {
    let page = open(&format!("{WRITE}&at=2"));
    page.exec(
        "document.querySelector('[data-test=diagram] .letter[data-target=l2] .hit')\
         .dispatchEvent(new MouseEvent('click', {bubbles: true}))",
    );
    page.wait_text("[data-test=selected]", "WRITE");
    page.click("[data-test=selected] [data-test=letter-drop]");
    page.wait_until("the address", "location.hash.includes('.drop.A-C.1')");
    page.wait_for("[data-test=diagram] .letter.lost");
    page.wait_text("[data-test=caption]", "is dropped");
}

#[test]
fn a_message_that_has_arrived_is_dropped_when_it_is_sent() {
    let page = open(&format!("{WRITE}&at=9&select=A-B.1"));
    page.wait_text("[data-test=selected]", "When it is sent");
    page.click("[data-test=selected] [data-test=letter-drop]");
    page.wait_until("the address", "location.hash.includes('6ms.drop.A-B.1')");
    page.wait_for("[data-test=differs]");
    page.wait_for("[data-test=diagram] .differs");
}

#[test]
fn a_line_across_the_stage_splits_the_network() {
    let page = open(&format!("{WRITE}&at=2"));
    let (x, y, width, height) = page.rect("[data-test=stage]");
    // From above to below, left of the middle: there E and D stand.
    let line = ((x + width * 0.36, y + 12.0), (x + width * 0.36, y + height - 14.0));
    page.drag_from_to(line.0, line.1);
    page.wait_text("[data-test=knife]", "|");
    page.click("[data-test=knife-split]");
    page.wait_until("the address", "location.hash.includes('.split.')");
    page.wait_for("[data-test=stage] .link.cut");
    page.wait_for("[data-test=diagram] .split");
    page.back();
    page.wait_gone("[data-test=stage] .link.cut");
    page.drag_from_to(line.0, line.1);
    page.click("[data-test=knife-there]");
    page.wait_until("the address", "location.hash.includes('.cut.')");
    page.wait_for("[data-test=stage] .link.cut.one-way");
    page.assert_no_console_errors();
}

#[test]
fn a_node_is_asked_and_its_clock_is_set_where_it_stands() {
    let page = open("#/quorum?skip=all&at=0");
    page.click("[data-test=stage] .node[data-target=n2]");
    page.click("[data-test=selected] [data-test=more] summary");
    page.click("[data-test=selected] [data-test=command-write] button");
    page.wait_until("the address", "location.hash.includes('.write.C.')");
    page.wait_for("[data-test=stage] .letter");
    page.click("[data-test=selected] [data-test=clock] button");
    page.wait_until("the address", "location.hash.includes('.clock.C.5ms,100%')");
    page.wait_text("[data-test=acts]", "clock");
    page.assert_no_console_errors();
}

#[test]
fn a_disk_is_set_where_writes_are_forced() {
    let page = open("#/two-phase-commit?at=0");
    page.click("[data-test=stage] .node[data-target=n1]");
    page.click("[data-test=selected] [data-test=more] summary");
    page.click("[data-test=selected] [data-test=disk] button");
    page.wait_until("the address", "location.hash.includes('.disk.N1.500ms')");
    page.wait_text("[data-test=acts]", "disk changes speed");
    page.wait_for("[data-test=diagram] .lane-disk");
    page.click("[data-test=selected] [data-test=disk-normal]");
    page.wait_until("the address", "location.hash.includes('.disk.N1.normal')");
    page.assert_no_console_errors();
}

#[test]
fn an_intervention_is_changed_in_the_past() {
    let page = open("#/quorum?do=2ms.pause.B~9ms.resume.B&at=20");
    let time = page.text(".where .clock");
    page.click(".act.own [data-test=edit-act]");
    page.wait_for("[data-test=act-editor]");
    page.exec("document.querySelector('.act-editor, [data-test=act-editor] .what').value = ''");
    page.type_keys("[data-test=act-editor] .what", "pause.C");
    page.click("[data-test=act-save]");
    page.wait_until("the address", "location.hash.includes('2ms.pause.C')");
    page.wait_text("[data-test=differs]", "Differs");
    page.wait_for("[data-test=diagram] .differs");
    let now = milliseconds(&page.text(".where .clock"));
    assert!(now <= milliseconds(&time), "the moment is kept");
    page.click("[data-test=forward]");
    assert!(milliseconds(&page.text(".where .clock")) > milliseconds(&time));
    page.click("[data-test=ghost]");
    page.wait_for("[data-test=diagram] .ghost");
    page.back();
    page.wait_until("the pause of B", "location.hash.includes('2ms.pause.B')");
    page.assert_no_console_errors();
}

fn milliseconds(time: &str) -> f64 {
    let number = time.trim_end_matches("ms").trim();
    number.parse().unwrap_or_else(|_| panic!("no time in milliseconds: {time}"))
}

#[test]
fn what_was_mistyped_is_mended_in_the_list() {
    let page = open("#/quorum?do=12ms.crash.Z");
    page.wait_text("[data-test=acts]", "Not understood");
    page.click(".act.own [data-test=edit-act]");
    page.exec("document.querySelector('[data-test=act-editor] .what').value = 'crash.B'");
    page.click("[data-test=act-save]");
    page.wait_until("the address", "location.hash.includes('12ms.crash.B')");
    page.wait_gone("[data-test=complaints]");
    page.wait_text("[data-test=acts]", "Clinic B crashes");
}
