//! The harness itself: what it claims to see and to do, in whichever browser it runs.

use std::fs;

use e2e::{Browser, Key, Page};

/// A page of this text; its files are below the build's own folder and stay there.
fn open(name: &str, body: &str) -> Page {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let head = "<meta name=viewport content='width=device-width'><link rel=icon href=data:,>";
    let text = format!("<!doctype html>{head}<title>x</title>{body}");
    fs::create_dir_all(&folder).expect("a folder");
    fs::write(folder.join("index.html"), text).expect("a file");
    let page = Page::start_at(folder).unwrap_or_else(|sentence| panic!("{sentence}"));
    page.visit("");
    page
}

#[test]
fn errors_of_every_kind_are_seen_once() {
    let body = "<body><script>
        console.error('said aloud'); console.warn('a mere warning');
        Promise.reject(new Error('rejected'));
        setTimeout(() => { window.late = 1; throw new Error('thrown') });
        fetch('absent.json').then(() => window.fetched = 1);
        </script><script src='gone.js'></script>";
    let page = open("errors", body);
    page.wait_until("the last of it", "window.late && window.fetched");
    let errors = page.console_errors();
    for words in ["said aloud", "rejected", "thrown", "gone.js", "absent.json"] {
        assert!(errors.iter().any(|error| error.contains(words)), "no {words} in {errors:#?}");
    }
    assert!(!errors.iter().any(|error| error.contains("mere")), "{errors:#?}");
    if page.browser() == Browser::Chromium {
        page.assert_no_console_errors();
    }
}

#[test]
fn hands_do_what_they_say() {
    let body = "<body style='margin:0;height:3000px'>
        <b id=a style='position:absolute;left:10px;top:20px;width:100px;height:40px'>a</b>
        <svg width=99 height=99 style='position:absolute;left:200px;top:20px'>
        <g id=g><circle cx=50 cy=50 r=30 /></g></svg><script>
        window.seen = [];
        const say = (event) => seen.push([event.type, event.shiftKey && 'shift', event.key,
            event.target.id].filter(Boolean).join(' '));
        for (const type of ['click', 'keydown', 'mouseover', 'wheel', 'mousedown', 'mouseup'])
            addEventListener(type, say);
        window.moves = 0;
        addEventListener('pointermove', (event) => { if (event.buttons) window.moves += 1 });
        </script>";
    let page = open("hands", body);
    page.set_viewport(400, 300);
    assert_eq!(page.rect("#a"), (10.0, 20.0, 100.0, 40.0));
    let seen = |what: &str| page.wait_until(what, &format!("seen.includes('{what}')"));
    page.hover("#a");
    seen("mouseover a");
    page.shift_click("#a");
    seen("click shift a");
    page.press_with(Key::Shift, 'K');
    seen("keydown shift K");
    page.click("#g");
    page.wait_until("a click in the drawing", "seen.filter((one) => one == 'click').length == 1");
    page.wheel("#a", 0, 40);
    // Chromium may scroll before it tells whom the wheel was turned over.
    page.wait_until("the wheel turned", "seen.some((one) => one.startsWith('wheel'))");
    page.wait_until("the page scrolled", "scrollY > 0");
    page.exec("scrollTo(0, 0); seen.length = 0");
    page.drag_from_to((60.0, 40.0), (300.0, 200.0));
    seen("mousedown a");
    page.wait_until("moves with the button down", "window.moves >= 5");
    page.wait_until("the release", "seen.some((one) => one.startsWith('mouseup'))");
}

#[test]
fn a_screen_can_be_any_and_paper() {
    let page = open("screen", "<body>");
    let matches = |query: &str| page.exec(&format!("return matchMedia('{query}').matches"));
    for (width, height) in [(1440, 900), (360, 640)] {
        page.set_viewport(width, height);
        let size = page.exec("return [innerWidth, innerHeight]");
        assert_eq!(size.to_string(), format!("[{width},{height}]"));
    }
    page.set_zoomed_viewport(720, 450, 2.0);
    page.emulate_media(&[("prefers-color-scheme", "dark"), ("prefers-reduced-motion", "reduce")]);
    for load in 0..2 {
        assert_eq!(page.exec("return [innerWidth, devicePixelRatio].join()"), "720,2", "{load}");
        assert_eq!(matches("(prefers-color-scheme: dark)"), true);
        assert_eq!(matches("(prefers-reduced-motion: reduce)"), true);
        page.visit("?again");
    }
    page.emulate_media(&[]);
    assert_eq!(matches("(prefers-reduced-motion: reduce)"), false);
    page.emulate_print();
    assert_eq!(matches("print"), true);
}
