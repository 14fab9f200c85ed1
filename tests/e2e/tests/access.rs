//! The page for everybody: rules that a program can check, focus to be seen, targets to be hit.

use e2e::{ColorScheme, Key, Page};

/// What a reader may have in front of them.
const MOMENTS: [(&str, &str); 7] = [
    ("home", "#/"),
    ("the start", "#/quorum"),
    ("a question", "#/quorum?at=4"),
    ("the middle", "#/quorum?at=14"),
    ("a node selected", "#/quorum?at=14&select=B"),
    ("a message selected", "#/quorum?at=14&select=A-B.1"),
    ("a wish that cannot be", "#/quorum?n=77&flavour=mint&at=40"),
];
const ROOMS: [&str; 4] = ["story", "diagram", "controls", "insight"];
const DESK: (u32, u32) = (1440, 900);
const PHONE: (u32, u32) = (390, 844);

/// Every moment in every room there is, with everything unfolded; `check` names what is wrong.
#[track_caller]
fn everywhere(size: (u32, u32), scheme: ColorScheme, check: impl Fn(&Page) -> Vec<String>) {
    let page = Page::open("#/");
    page.set_viewport(size.0, size.1);
    page.set_color_scheme(scheme);
    let mut wrong = Vec::new();
    for (moment, link) in MOMENTS {
        page.visit(link);
        page.wait_for("h1");
        let pattern = link.contains("quorum");
        let rooms = if pattern && size == PHONE { &ROOMS[..] } else { &["all"] };
        for room in rooms {
            if pattern {
                page.wait_for("[data-test=stage] .node");
            }
            if *room != "all" {
                page.click(&format!("[data-test=tab-{room}]"));
            }
            page.exec("for (const one of document.querySelectorAll('details')) one.open = true");
            compare(&page);
            let found = check(&page).into_iter();
            wrong.extend(found.map(|what| format!("{moment}, {room}, {scheme:?}: {what}")));
        }
    }
    assert!(wrong.is_empty(), "{} things are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// Opens the comparison with everything in it, where it is offered.
fn compare(page: &Page) {
    if page.exec("return document.querySelector('[data-test=variants-run]')?.checkVisibility()")
        == true
    {
        page.click("[data-test=variants-run]");
        page.wait_for("[data-test=variants-run][aria-expanded=true]");
        page.exec("document.querySelector('[data-test=variants-same]')?.click()");
    }
}

#[test]
fn axe_finds_nothing_on_a_desk() {
    everywhere(DESK, ColorScheme::Light, Page::axe);
}

#[test]
fn axe_finds_nothing_on_a_desk_at_night() {
    everywhere(DESK, ColorScheme::Dark, Page::axe);
}

#[test]
fn axe_finds_nothing_on_a_phone() {
    everywhere(PHONE, ColorScheme::Light, Page::axe);
}

#[test]
fn axe_finds_nothing_on_a_phone_at_night() {
    everywhere(PHONE, ColorScheme::Dark, Page::axe);
}

/// Names what can be operated and is smaller than WCAG 2.2 asks for, links within text excepted.
const SMALL: &str = "
    const all = document.querySelectorAll(
        'a[href], button, input, select, textarea, summary, [tabindex=\"0\"]');
    const inText = (one) => one.matches('.inline.mono, p > a, li > a')
        && getComputedStyle(one).display.startsWith('inline')
        && one.parentElement.textContent.trim() !== one.textContent.trim();
    return [...all].filter((one) => one.checkVisibility() && !inText(one)).flatMap((one) => {
        const { width, height } = one.getBoundingClientRect();
        const name = one.dataset.test ?? one.getAttribute('class') ?? one.tagName;
        return width < 24 || height < 24 ? [`${name} is ${width} by ${height}`] : [];
    });";

fn small(page: &Page) -> Vec<String> {
    let found = page.exec(SMALL);
    found.as_array().into_iter().flatten().map(ToString::to_string).collect()
}

#[test]
fn everything_is_large_enough_to_hit() {
    everywhere(DESK, ColorScheme::Light, small);
    everywhere(PHONE, ColorScheme::Light, small);
}

/// Lists what the tab key should reach, in order, and remembers how it looks without focus.
const LOOKS: &str = "
    const look = (one) => [one, ...one.querySelectorAll(':scope > *')].map((part) => {
        const { outline, boxShadow, borderColor, stroke, strokeWidth } = getComputedStyle(part);
        return [outline, boxShadow, borderColor, stroke, strokeWidth].join();
    }).join(' / ');
    const all = document.querySelectorAll(
        'a[href], button, input, select, textarea, summary, [tabindex=\"0\"]');
    const tops = [...all].filter((one) => one.checkVisibility() && !one.disabled);
    document.activeElement.blur();
    const plain = new Map(tops.map((one) => [one, look(one)]));
    window.tour = { tops, look, plain };
    return tops.length";

/// Where the focus is: the place in that order (-1 for what scrolls), and whether it is seen.
const HERE: &str = "
    const { tops, look, plain } = window.tour, one = document.activeElement;
    const name = one.dataset.test ?? one.getAttribute('class') ?? one.tagName;
    return [tops.indexOf(one), look(one) !== plain.get(one), name]";

#[track_caller]
fn tour(link: &str) {
    let page = Page::open(link);
    page.set_viewport(DESK.0, DESK.1);
    page.wait_for("header .brand");
    page.exec("for (const one of document.querySelectorAll('details')) one.open = true");
    let stops = page.exec(LOOKS).as_i64().expect("a number");
    let (mut next, mut unseen) = (0, Vec::new());
    for _ in 0..stops + 10 {
        page.press(Key::Tab);
        let here = page.exec(HERE);
        if here[0] == -1 {
            continue;
        }
        assert_eq!(here[0], next, "after stop {} of {stops} comes {}", next - 1, here[2]);
        if here[1] == false {
            unseen.push(here[2].to_string());
        }
        next += 1;
        if next == stops {
            assert!(unseen.is_empty(), "the focus is not seen on {unseen:?}");
            return;
        }
    }
    panic!("the tab key ends at stop {next} of {stops}");
}

#[test]
fn the_tab_key_goes_through_home_in_order_and_is_seen() {
    tour("#/");
}

#[test]
fn the_tab_key_goes_through_a_pattern_in_order_and_is_seen() {
    tour("#/quorum?at=4&select=B");
}

/// Who uses the tab key is past the story at once, and sees what leads there.
#[test]
fn the_first_stop_leads_past_the_story_to_the_stage() {
    for size in [DESK, PHONE] {
        let page = Page::open("#/quorum?at=14");
        page.set_viewport(size.0, size.1);
        page.wait_for("[data-test=stage] .node");
        assert!(page.rect("[data-test=skip]").1 < 0.0, "it is out of the way");
        page.press(Key::Tab);
        page.wait_until("the way", "document.activeElement.dataset.test == 'skip'");
        let (x, y, width, height) = page.rect("[data-test=skip]");
        assert!(x >= 0.0 && y >= 0.0 && x + width <= f64::from(size.0) && height >= 24.0);
        page.press(Key::Enter);
        page.wait_until("the stage", "document.activeElement.dataset.test == 'stage'");
        page.press(Key::Tab);
        page.wait_until("a node", "document.activeElement.matches('[data-test=stage] .node')");
        assert_eq!(page.link(), "#/quorum?at=14");
    }
}
