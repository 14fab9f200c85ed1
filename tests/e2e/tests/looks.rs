//! How the page looks on every screen, enlarged, on paper and at rest: by boxes, not by pixels.

use e2e::Page;
use serde_json::json;

/// One line for everything that is not where it should be.
const LOOK: &str = include_str!("looks.js");
const SIZES: [(u32, u32); 5] = [(1440, 900), (1024, 768), (768, 1024), (390, 844), (360, 640)];
const LINKS: [&str; 5] = [
    "#/quorum",
    "#/quorum?at=4",
    "#/quorum?at=14&select=B",
    "#/quorum?at=14&select=A-B.1",
    "#/quorum?n=77&flavour=mint&do=12ms.crash.Z&at=9",
];
const ROOMS: [&str; 4] = ["diagram", "story", "controls", "insight"];
/// Where columns become rooms that take turns.
const NARROW: u32 = 960;

/// What is wrong right now; `where_` says where that is.
fn wrong(page: &Page, paper: bool, where_: &str) -> Vec<String> {
    let found = page.exec(&format!("return (function () {{ {LOOK} }})({paper})"));
    let lines = found.as_array().expect("looks.js returns a list");
    lines.iter().map(|line| format!("{where_}: {}", line.as_str().unwrap_or_default())).collect()
}

#[track_caller]
fn none(wrong: &[String]) {
    assert!(wrong.is_empty(), "{} things are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// The rooms of a pattern's page, one after the other where they take turns.
fn look_at_rooms(page: &Page, where_: &str) -> Vec<String> {
    page.wait_for("[data-test=stage] .node");
    for part in ["play", "stage", "caption"] {
        let inside = "top >= 0 && bottom <= innerHeight && bottom - top > 10";
        page.wait_until(
            &format!("`{part}` on the screen at {where_}"),
            &format!(
                "(({{ top, bottom }}) => {inside})\
                 (document.querySelector('[data-test={part}]').getBoundingClientRect())"
            ),
        );
    }
    let mut found = Vec::new();
    for room in ROOMS {
        let tab = format!("[data-test=tab-{room}]");
        let offered = format!("return document.querySelector('{tab}').checkVisibility()");
        if page.exec(&offered) == true {
            page.click(&tab);
            let shown = format!("document.querySelector('.{room}').offsetHeight > 60");
            page.wait_until(&format!("the room {room} at {where_}"), &shown);
        }
        found.extend(wrong(page, false, &format!("{where_}, {room}")));
    }
    found
}

#[test]
fn nothing_overlaps_is_cut_or_scrolls_sideways_on_any_screen() {
    let page = Page::open("#/");
    let mut found = Vec::new();
    for (width, height) in SIZES {
        page.set_viewport(width, height);
        page.visit("#/");
        page.wait_for("[data-test=start]");
        found.extend(wrong(&page, true, &format!("home at {width}×{height}")));
        for link in LINKS {
            page.visit(link);
            found.extend(look_at_rooms(&page, &format!("{link} at {width}×{height}")));
            let tabs = page.exec("return document.querySelector('.tabs').checkVisibility()");
            assert_eq!(tabs, width < NARROW, "tabs at {width}×{height}");
        }
    }
    none(&found);
}

/// WCAG 1.4.4: a desk of 1440 by 900 at 200 % has as many pixels as half of it.
#[test]
fn nothing_is_lost_at_twice_the_size() {
    let page = Page::open("#/quorum?at=14");
    page.set_zoomed_viewport(720, 450, 2.0);
    let mut found = look_at_rooms(&page, "200 %");
    page.click("[data-test=forward]");
    page.wait_text("[data-test=position]", "15 /");
    page.visit("#/");
    page.wait_for("[data-test=start]");
    found.extend(wrong(&page, true, "home at 200 %"));
    none(&found);
}

#[test]
fn the_story_and_both_drawings_come_out_on_paper() {
    let page = Page::open("#/quorum?at=14");
    page.set_viewport(1440, 900);
    page.click("[data-test=theme]");
    page.click("[data-test=theme]");
    page.wait_for("[data-test=diagram] .lane");
    let lanes = "return document.querySelector('[data-test=diagram] svg').getAttribute('height')";
    let on_screen = page.exec(lanes);
    page.emulate_print();
    // A desk's width, and that of a sheet of A4 with margins.
    for width in [1440, 718] {
        page.set_viewport(width, 1000);
        for part in ["story", "stage", "caption", "diagram", "card"] {
            page.wait_until(
                &format!("`{part}` on paper"),
                &format!("document.querySelector('[data-test={part}]').offsetHeight > 10"),
            );
        }
        let hidden = "['.transport', '.tabs', '.tools', '.share', '.controls']
            .every((css) => !document.querySelector(css).checkVisibility())";
        page.wait_until("no controls on paper", hidden);
        let cut = "return [...document.querySelectorAll('.lab, .lab *:not(svg *, .hidden)')]
            .filter((one) => getComputedStyle(one).overflowY !== 'visible'
                && one.checkVisibility() && one.scrollHeight > one.clientHeight + 1)
            .map((one) => one.getAttribute('class'))";
        assert_eq!(page.exec(cut), json!([]), "what scrolls on the screen is whole on paper");
        none(&wrong(&page, true, &format!("paper {width} wide")));
        let tops = "return ['stage', 'caption', 'diagram', 'story', 'guarantees']
            .map((part) => document.querySelector(`[data-test=${part}]`))
            .map((part) => part.getBoundingClientRect().y)";
        let tops = page.exec(tops);
        let tops: Vec<f64> =
            tops.as_array().into_iter().flatten().filter_map(|y| y.as_f64()).collect();
        assert!(tops.len() == 5 && tops.is_sorted(), "what is seen, told, measured: {tops:?}");
        assert_eq!(page.exec(lanes), on_screen, "lanes are as far apart as on the screen");
        let ink = "return getComputedStyle(document.body).colorScheme";
        assert_ne!(page.exec(ink), "dark", "paper is white");
    }
}

/// Where everything that moves is, right after a step and when it is over.
const STEP: &str = "
    const places = () => [...document.querySelectorAll('[data-motion]')]
        .map((one) => one.getAttribute('transform'));
    const frame = () => new Promise(requestAnimationFrame);
    document.querySelector('[data-test=forward]').click();
    return frame().then(frame).then(async () => {
        const soon = places();
        await new Promise((done) => setTimeout(done, 700));
        return [soon, places(), document.getAnimations().length];
    });";

#[test]
fn a_step_is_at_its_end_at_once_for_who_wants_less_motion() {
    let page = Page::open("#/quorum?at=14");
    page.set_viewport(1440, 900);
    page.wait_for("[data-test=stage] [data-motion]");
    let moved = page.exec(STEP);
    assert_ne!(moved[0], moved[1], "as a rule a step is seen");
    page.emulate_media(&[("prefers-reduced-motion", "reduce")]);
    page.visit("#/quorum?at=14");
    page.wait_for("[data-test=stage] [data-motion]");
    let still = page.exec(STEP);
    assert_eq!(still[0], still[1]);
    assert_ne!(still[1], json!([]));
    assert_eq!(still[2], 0, "nothing else is animated");
}

/// In a frame of a usual size the stage shows cards, the diagram every lane, and nothing is cut.
#[test]
fn frames_of_usual_sizes_show_cards_and_every_lane() {
    let page = Page::open("#/");
    for (width, height) in [(800, 600), (640, 480), (720, 500), (1000, 700)] {
        page.set_viewport(width, height);
        page.visit("#/quorum?at=14&embed=1");
        let where_ = format!("{width}×{height}");
        let cards = "document.querySelectorAll('[data-test=stage] .node .node-line').length == 5";
        page.wait_until(&format!("cards at {where_}"), cards);
        let room = "return (({ scrollHeight, clientHeight }) => [scrollHeight, clientHeight])
            (document.querySelector('[data-test=diagram] .room'))";
        let room = page.exec(room);
        assert_eq!(room[0], room[1], "the diagram is whole at {where_}");
        let (_, top, _, high) = page.rect("[data-test=diagram] .room");
        let (_, drawn_top, _, drawn) = page.rect("[data-test=diagram] .drawing");
        let free = top + high - drawn_top - drawn;
        assert!(free < 40.0 || width == 1000, "{free} px are unused at {where_}");
        none(&wrong(&page, false, &where_));
    }
}

/// The map of the keyboard is within reach on the smallest screen, too.
#[test]
fn help_is_reached_on_the_smallest_screen() {
    let page = Page::open("#/quorum");
    page.set_viewport(360, 640);
    page.click("[data-test=help]");
    page.wait_for("[data-test=keys][open]");
    let (x, _, width, _) = page.rect("[data-test=keys]");
    assert!(x >= 0.0 && x + width <= 360.0);
}
