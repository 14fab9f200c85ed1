//! The page as a reader meets it, in a real browser.

use e2e::{ColorScheme, Key, Page};

/// The page on a desk.
fn open(link: &str) -> Page {
    let page = Page::open(link);
    page.set_viewport(1440, 900);
    page
}

/// The event the transport says it is at.
fn position(page: &Page) -> u32 {
    let text = page.text("[data-test=position]");
    let number = text.split_whitespace().nth(1).and_then(|word| word.parse().ok());
    number.unwrap_or_else(|| panic!("no event number in \"{text}\""))
}

fn wait_event(page: &Page, event: u32) {
    page.wait_text("[data-test=position]", &format!("event {event} /"));
}

#[test]
fn the_home_page_opens_with_a_heading_and_a_clean_console() {
    let page = open("#/");
    page.wait_for("h1");
    assert_ne!(page.text("h1"), "");
    page.assert_no_console_errors();
}

#[test]
fn from_home_into_the_story_and_back() {
    let page = open("");
    page.wait_text("[data-test=entry-quorum] h2", "Quorum");
    page.click("[data-test=entry-quorum] [data-test=start]");
    page.wait_text("h1", "Quorum");
    assert_eq!(page.link(), "#/quorum");
    assert!(page.count("[data-test=beat]") >= 5);
    assert!(page.count("[data-test=stage] .node") >= 5);
    assert!(page.count("[data-test=diagram] .lane") >= 5);
    page.click("[data-test=brand]");
    page.wait_for("[data-test=catalog]");
    page.assert_no_console_errors();
}

#[test]
fn an_unknown_pattern_is_said_to_be_unknown() {
    let page = open("#/no-such-pattern?n=3");
    page.wait_text("[data-test=complaints]", "no-such-pattern");
    page.wait_for("[data-test=start]");
    assert_eq!(page.link(), "#/no-such-pattern?n=3", "nothing typed is lost");
}

#[test]
fn stepping_back_restores_the_exact_state() {
    let page = open("#/quorum");
    page.wait_for("[data-test=card]");
    let mut seen = Vec::new();
    let state = || {
        [page.text("[data-test=caption]"), page.text("[data-test=card]")].map(|text| text + "\n")
    };
    for event in 0..8 {
        wait_event(&page, event);
        seen.push(state());
        page.click("[data-test=forward]");
    }
    for event in (0..8).rev() {
        page.click("[data-test=back]");
        wait_event(&page, event);
        assert_eq!(state(), seen[event as usize], "event {event}");
    }
    page.assert_no_console_errors();
}

#[test]
fn the_keyboard_steps_plays_and_jumps() {
    let page = open("#/quorum");
    page.wait_for("[data-test=stage] .node");
    page.press(Key::Right);
    wait_event(&page, 1);
    page.press(Key::Right);
    wait_event(&page, 2);
    page.press(Key::Left);
    wait_event(&page, 1);
    page.press(Key::End);
    page.wait_until("the end", "document.querySelector('[data-test=forward]').disabled");
    page.press(Key::Home);
    wait_event(&page, 0);
    page.press(' ');
    page.wait_until("playing", "document.querySelector('[data-test=play]').title == 'Pause'");
    page.press(' ');
    page.wait_until("a pause", "document.querySelector('[data-test=play]').title == 'Play'");
    page.wait_for("[aria-live=polite]");
}

#[test]
fn playing_moves_messages_and_stops_at_a_question() {
    let page = open("#/quorum");
    page.click("[data-test=play]");
    page.wait_for("[data-test=predict]");
    page.wait_until("a stop", "document.querySelector('[data-test=play]').title == 'Play'");
    page.click("[data-test=option]");
    page.wait_text("[data-test=predict]", "You said");
    page.click("[data-test=play-on]");
    let place =
        "document.querySelector('[data-test=stage] [data-motion]')?.getAttribute('transform')";
    let before = page.exec(&format!("return {place}"));
    page.wait_until("a message move", &format!("{place} != {before}"));
    page.wait_for("[data-test=answer]");
    page.assert_no_console_errors();
}

#[test]
fn the_address_follows_and_leads() {
    let page = open("#/quorum?n=4&at=3");
    wait_event(&page, 3);
    page.click("[data-test=forward]");
    page.wait_until("the address", "location.hash == '#/quorum?n=4&at=4'");
    page.exec("location.hash = '#/quorum?n=3&at=2'");
    wait_event(&page, 2);
    page.wait_until(
        "three nodes",
        "document.querySelectorAll('[data-test=stage] .node').length == 3",
    );
    page.reload();
    wait_event(&page, 2);
}

#[test]
fn a_parameter_is_changed_undone_and_redone() {
    let page = open("#/quorum?at=5");
    wait_event(&page, 5);
    page.exec("document.querySelector('#param-w').value = ''");
    page.type_keys("#param-w", &format!("2{}", char::from(Key::Tab)));
    page.wait_until("the address", "location.hash.startsWith('#/quorum?w=2')");
    page.wait_for("[data-test=differs]");
    page.back();
    page.wait_until("the default", "document.querySelector('#param-w').value == '3'");
    page.exec("history.forward()");
    page.wait_until("the change", "document.querySelector('#param-w').value == '2'");
    page.click("[data-test=param-w-default]");
    page.wait_until("the default", "document.querySelector('#param-w').value == '3'");
}

#[test]
fn what_cannot_be_used_is_complained_about_and_kept() {
    let page = open("#/quorum?n=77&r=abc&flavour=mint&do=12ms.crash.Z&at=soon");
    for part in ["n=77", "r=abc", "flavour=mint", "12ms.crash.Z", "at=soon"] {
        page.wait_text("[data-test=complaints]", part);
    }
    assert!(page.link().contains("flavour=mint"), "{}", page.link());
    page.click("[data-test=forward]");
    wait_event(&page, 1);
    page.assert_no_console_errors();
}

#[test]
fn a_crash_by_hand_is_listed_linked_and_taken_back() {
    let page = open("#/quorum?skip=all&do=6ms.write.A.penicillin&at=2");
    wait_event(&page, 2);
    page.click("[data-test=stage] .node[data-target=n2]");
    page.wait_text("#inspector-title", "CLINIC C");
    page.click("[data-test=crash]");
    page.wait_text("[data-test=acts]", "Clinic C crashes");
    page.wait_text("[data-test=caption]", "Clinic C crashes");
    page.wait_until("the address", "location.hash.includes('crash.C')");
    page.wait_for("[data-test=stage] .node.down");
    page.click("[data-test=act]:nth-child(2) [data-test=remove-act]");
    page.wait_gone("[data-test=stage] .node.down");
    page.back();
    page.wait_text("[data-test=acts]", "Clinic C crashes");
}

#[test]
fn a_command_and_a_partition_are_given_by_form() {
    let page = open("#/quorum?skip=all&do=6ms.write.A.penicillin");
    page.click("[data-test=command-read] button");
    page.wait_until("the address", "location.hash.includes('.read.A')");
    page.click("[data-test=partition] summary");
    page.click("[data-test=side-A]");
    page.click("[data-test=side-B]");
    page.click("[data-test=split]");
    page.wait_until("the address", "location.hash.includes('.split.A,B')");
    page.wait_text("[data-test=acts]", "network splits");
    page.click("[data-test=heal]");
    page.wait_until("the address", "location.hash.includes('.heal')");
    page.assert_no_console_errors();
}

#[test]
fn a_script_line_is_left_out_and_put_back() {
    let page = open("#/quorum");
    page.wait_for("[data-test=act]");
    let before = page.count("[data-test=act]");
    page.click("[data-test=act] [data-test=remove-act]");
    page.wait_until("the address", "location.hash.includes('skip=2')");
    let left = format!("document.querySelectorAll('[data-test=act]').length === {}", before - 1);
    page.wait_until("one line less", &left);
    page.click("[data-test=unskip]");
    page.wait_until("the address", "!location.hash.includes('skip')");
}

#[test]
fn a_broken_guarantee_is_told_where_it_breaks() {
    let link = "n=3&r=1&w=1&workload=probe&latency=exponential&read_repair=off&seed=2";
    let page = open(&format!("#/quorum?{link}"));
    page.wait_for("[data-test=guarantee]");
    assert_eq!(page.count("[data-test=guarantee].broken"), 0, "not before it happens");
    page.click("[data-test=last]");
    page.wait_for("[data-test=guarantee].broken");
    page.click("[data-test=guarantee].broken button");
    page.wait_text("[data-test=caption]", "Not so:");
    assert!(position(&page) > 0);
}

#[test]
fn a_preset_opens_by_a_click() {
    let page = open("#/quorum");
    page.wait_for("[data-test=preset]");
    assert!(page.count("[data-test=preset]") >= 13, "eleven claims and two mistakes at least");
    page.click("[data-test=preset]");
    page.wait_for("[data-test=watch]");
    page.click("[data-test=default-story]");
    page.wait_gone("[data-test=watch]");
}

#[test]
fn a_shared_link_is_reproduced_or_told_apart() {
    let page = open("#/quorum?seed=7&at=4");
    page.click("[data-test=share]");
    page.wait_for("[data-test=shared-link]");
    let shared = page.prop("[data-test=shared-link]", "value").unwrap_or_default();
    let (_, link) = shared.split_once('#').expect("a link of this page");
    assert!(link.contains("run=") && link.contains("at=4"), "{link}");
    page.visit(&format!("#{link}"));
    page.wait_text("[data-test=reproduced]", "Reproduced");
    wait_event(&page, 4);
    page.visit(&format!("#{}", link.replace("seed=7", "seed=8")));
    page.wait_text("[data-test=reproduced]", "differs");
    page.click("[data-test=forward]");
    wait_event(&page, 5);
}

#[test]
fn the_theme_is_remembered() {
    let page = open("#/quorum");
    page.set_color_scheme(ColorScheme::Light);
    let ground = "getComputedStyle(document.body).backgroundColor";
    page.wait_for("[data-test=theme]");
    let light = page.exec(&format!("return {ground}"));
    page.click("[data-test=theme]");
    page.click("[data-test=theme]");
    page.wait_until("dark", &format!("{ground} != {light}"));
    page.reload();
    page.wait_for("[data-test=theme]");
    page.wait_until("dark", &format!("{ground} != {light}"));
}

#[test]
fn a_message_in_flight_is_held_and_let_go() {
    let page = open("#/quorum?skip=all&do=6ms.write.A.penicillin&at=1&select=A-B.1");
    page.wait_for("[data-test=letter]");
    page.click("[data-test=letter-hold]");
    page.wait_until("the address", "location.hash.includes('.hold.A-B.1')");
    page.wait_for("[data-test=stage] .letter.held");
    page.click("[data-test=letter-deliver]");
    page.wait_until("the address", "location.hash.includes('.deliver.A-B.1')");
    page.wait_text("[data-test=caption]", "receives");
    page.wait_text("[data-test=acts]", "delivered at once");
    page.wait_gone("[data-test=stage] .letter.held");
    page.assert_no_console_errors();
}

#[test]
fn many_seeds_are_measured_beside_theory() {
    let link = "n=3&r=1&w=1&workload=probe&latency=exponential&read_repair=off";
    let page = open(&format!("#/quorum?{link}"));
    page.click("[data-test=many-run]");
    page.wait_text("[data-test=many-table]", "±");
    page.wait_text("[data-test=many-table]", "theory");
    page.wait_text("[data-test=many-run]", "Run");
    page.click("[data-test=forward]");
    wait_event(&page, 1);
    page.wait_for("[data-test=many-table]");
    page.click("[data-test=many-broken] a");
    page.wait_until("the seed", "location.hash.includes('seed=')");
    page.click("[data-test=last]");
    page.wait_for("[data-test=guarantee].broken");
    page.assert_no_console_errors();
}
