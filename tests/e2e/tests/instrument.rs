//! The diagram as an instrument: one cursor everywhere, relations, cuts, zoom and pan; the story as
//! a tour that lets go; the keyboard.

use e2e::{Key, Page};

/// The page on a desk.
fn open(link: &str) -> Page {
    let page = Page::open(link);
    page.set_viewport(1440, 900);
    page.wait_for("[data-test=diagram] .event");
    page
}

fn wait_event(page: &Page, event: u32) {
    page.wait_text("[data-test=position]", &format!("event {event} /"));
}

/// Where the middle of an element is once it no longer moves.
fn settled(page: &Page, css: &str) -> (f64, f64) {
    let (mut place, mut still) = (page.centre(css), 0);
    while still < 4 {
        std::thread::sleep(std::time::Duration::from_millis(100));
        let now = page.centre(css);
        still = if now == place { still + 1 } else { 0 };
        place = now;
    }
    place
}

#[test]
fn pointing_at_a_thing_marks_it_in_every_view() {
    let page = open("#/quorum?at=12");
    page.hover("[data-test=stage] .node[data-target=n1]");
    page.wait_for("[data-test=diagram] .lane[data-target=n1].hovered");
    page.hover("[data-test=beat]:nth-child(3)");
    page.wait_for("[data-test=beat].lit");
    page.wait_for("[data-test=diagram] .event.hovered");
    page.hover("[data-test=act]");
    page.wait_for("[data-test=act].lit");
    page.wait_for("[data-test=diagram] .event.hovered");
    page.hover("#inspector-title");
    page.wait_for("[data-test=stage] .node.hovered");
    page.hover("h1");
    page.wait_gone(".hovered");
}

#[test]
fn two_events_are_compared_in_a_sentence() {
    let page = open("#/quorum?at=14");
    page.click("[data-test=diagram] .event[data-target=e9]");
    wait_event(&page, 9);
    page.wait_for("[data-test=diagram] .event.concurrent, [data-test=diagram] .event.after");
    page.shift_click("[data-test=diagram] .event[data-target=e12]");
    page.wait_text("[data-test=related]", "Event 9 happened before event 12");
    page.wait_until("the address", "location.hash.includes('with=event.12')");
    page.reload();
    page.wait_text("[data-test=related]", "Event 9 happened before event 12");
    page.press('e');
    page.press(Key::Right);
    page.click("[data-test=compare]");
    page.wait_text("[data-test=related]", "vent");
    page.press(Key::Escape);
    page.wait_gone("[data-test=related]");
    page.assert_no_console_errors();
}

#[test]
fn concurrent_events_are_said_to_be() {
    let page = open("#/quorum?skip=all&do=6ms.write.A.penicillin&select=event.2&with=event.3");
    page.wait_text("[data-test=related]", "neither could have known of the other");
}

#[test]
fn a_cut_is_dragged_and_judged() {
    let page = open("#/quorum?at=14");
    page.click("[data-test=cut]");
    page.wait_text("[data-test=cut-words]", "Consistent");
    // The sender's part of the cut goes back before the sending, the receiver's stays.
    let from = settled(&page, "[data-test=diagram] [data-grip=c0]");
    let (x, ..) = page.rect("[data-test=diagram] .lane[data-target=n0] .lane-line");
    page.drag_from_to(from, (x + 20.0, from.1));
    page.wait_text("[data-test=cut-words]", "Not consistent");
    page.wait_text("[data-test=cut-words]", "has not sent it yet");
    page.wait_until("the address", "location.hash.includes('cut=0,14')");
    page.reload();
    page.wait_text("[data-test=cut-words]", "Not consistent");
    page.press('x');
    page.wait_gone("[data-test=cut-words]");
    page.assert_no_console_errors();
}

#[test]
fn the_diagram_zooms_and_pans() {
    let page = open("#/quorum?at=14");
    let ticks = "[...document.querySelectorAll('[data-test=diagram] .tick')]\
                 .map(tick => tick.textContent).join(' ')";
    let whole = page.exec(&format!("return {ticks}"));
    page.press('+');
    page.wait_until("closer ticks", &format!("{ticks} != {whole}"));
    page.press('0');
    page.wait_until("the whole run", &format!("{ticks} == {whole}"));
    page.wheel("[data-test=diagram] .drawing", 0, -400);
    page.wait_until("closer ticks", &format!("{ticks} != {whole}"));
    let near = page.exec(&format!("return {ticks}"));
    let (x, y, width, height) = page.rect("[data-test=diagram] .drawing");
    let ground = (x + width * 0.7, y + height - 8.0);
    page.drag_from_to(ground, (ground.0 - 240.0, ground.1));
    page.wait_until("other ticks", &format!("{ticks} != {near}"));
    wait_event(&page, 14);
    page.press('t');
    page.wait_text("[data-test=axis]", "by step");
    page.assert_no_console_errors();
}

#[test]
fn the_story_is_a_tour_and_lets_go() {
    let page = open("#/quorum");
    page.press_with(Key::Shift, Key::Right);
    page.wait_text("[data-test=beat-count]", "of");
    page.click("[data-test=beat-next]");
    page.click("[data-test=beat-back]");
    let told = page.text("[data-test=beat-text]");
    let event = page.text("[data-test=position]");
    page.click("[data-test=free-play]");
    page.wait_for("[data-test=free]");
    page.click("[data-test=faults] [data-test=crash]");
    page.wait_until("the crash", "location.hash.includes('crash')");
    page.click("[data-test=play]");
    page.wait_until("playing", "document.querySelector('[data-test=play]').title == 'Pause'");
    page.click("[data-test=back-to-story]");
    page.wait_text("[data-test=beat-text]", &told);
    page.wait_text("[data-test=position]", &event);
    page.wait_until("the crash gone", "!location.hash.includes('crash')");
    page.assert_no_console_errors();
}

#[test]
fn the_keyboard_does_everything_and_shows_its_map() {
    let page = open("#/quorum?skip=all&do=6ms.write.A.penicillin&at=2");
    page.press('?');
    page.wait_until("the map", "document.querySelector('dialog[data-test=keys]').open");
    page.press(Key::Escape);
    page.wait_until("no map", "!document.querySelector('dialog[data-test=keys]').open");
    page.press('n');
    page.wait_for("[data-test=stage] .node.selected");
    page.press('m');
    page.wait_for("[data-test=stage] .letter.selected");
    page.press(Key::Escape);
    page.wait_gone(".letter.selected");
    page.press('e');
    page.wait_for("[data-test=diagram] .event.selected");
    page.press(Key::Right);
    page.press('c');
    page.wait_text("[data-test=related]", "vent");
    page.assert_no_console_errors();
}

#[test]
fn a_step_tells_what_it_changed() {
    let page = open("#/quorum?skip=all&do=6ms.write.A.penicillin");
    page.press(Key::End);
    let mut told = 0;
    for _ in 0..8 {
        page.press(Key::Left);
        let words = page.text("[data-test=change]");
        let marked = page.count("[data-test=card] [data-test=changed]") > 0;
        let changed = words.starts_with("This step changed ") && !words.contains("nothing");
        assert_eq!(marked || words.contains("is gone"), changed, "{words}");
        told += usize::from(marked);
    }
    assert!(told > 0, "no step changed anything");
}

#[test]
fn a_page_in_a_page_shows_what_matters() {
    let page = Page::open("#/quorum?at=14&embed=1");
    page.set_viewport(600, 400);
    for part in ["stage", "diagram", "play", "scrub", "whole-page"] {
        page.wait_for(&format!("[data-test={part}]"));
        let (x, y, width, height) = page.rect(&format!("[data-test={part}]"));
        assert!(x >= 0.0 && y >= 0.0 && x + width <= 600.5 && y + height <= 400.5, "{part}");
    }
    assert_eq!(page.count("aside, [data-test=share]"), 0);
    page.click("[data-test=forward]");
    page.wait_until("the address", "location.hash == '#/quorum?at=15&embed=1'");
    page.wait_until(
        "the whole page",
        "document.querySelector('[data-test=whole-page]').hash == '#/quorum?at=15'",
    );
    page.assert_no_console_errors();
}

#[test]
fn the_page_never_scrolls_while_it_plays() {
    let page = open("#/quorum");
    let last = page.prop("[data-test=scrub]", "max").and_then(|max| max.parse::<u32>().ok());
    for event in 0..last.expect("the last event") {
        wait_event(&page, event);
        let beyond = page.exec("return document.documentElement.scrollHeight - innerHeight");
        assert_eq!(beyond, 0, "at event {event} there is more than the window");
        page.press(Key::Right);
    }
}

#[test]
fn a_question_is_asked_before_it_is_answered() {
    let page = open("#/quorum");
    page.click("[data-test=play]");
    page.wait_for("[data-test=option]");
    assert_eq!(page.count(".beat.next button"), 0, "nobody is told what will come");
    assert_eq!(page.count("[data-test=diagram] .flag.future"), 0, "no flag tells the end");
    assert_eq!(page.count("[data-test=costs]"), 0, "no figure of the whole run does");
    page.press(Key::Right);
    assert_eq!(page.count("[data-test=diagram] .flag.future"), 0, "nor after a step by hand");
    page.click("[data-test=option]");
    page.wait_for("[data-test=costs]");
}

/// The line says what can be done with what is pointed at, and nothing moves when it does.
#[test]
fn a_hint_fits_what_is_pointed_at_and_moves_nothing() {
    let page = open("#/quorum?at=26");
    page.wait_text("[data-test=hint]", "Click anything");
    let place = page.rect("[data-test=diagram] .drawing");
    page.hover("[data-test=stage] .node[data-target=n1]");
    page.wait_text("[data-test=hint]", "crash, pause or ask");
    assert_eq!(page.rect("[data-test=diagram] .drawing"), place);
    page.hover("[data-test=diagram] .event[data-target=e9]");
    page.wait_text("[data-test=hint]", "shift-click another");
    assert_eq!(page.rect("[data-test=diagram] .drawing"), place);
    page.visit("#/quorum?at=4");
    page.wait_for("[data-test=predict]");
    page.hover("[data-test=stage] .node[data-target=n1]");
    page.wait_for("[data-test=stage] .node.hovered");
    assert_eq!(page.text("[data-test=hint]"), "", "not while a question is open");
}
