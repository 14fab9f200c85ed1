//! What leaves the page: links, an embed, pictures and texts.

use e2e::{Key, Page};

/// Keeps what the page copies and saves in `copied` and `saved` instead of handing it on.
const CATCH: &str = r#"
    window.copied = [];
    window.saved = [];
    window.refusing = false;
    const clipboard = { writeText: text =>
        window.refusing ? Promise.reject('no') : (window.copied.push(text), Promise.resolve()) };
    Object.defineProperty(navigator, 'clipboard', { value: clipboard, configurable: true });
    const blobs = new Map(), make = URL.createObjectURL.bind(URL);
    URL.createObjectURL = blob => { const url = make(blob); blobs.set(url, blob); return url; };
    HTMLAnchorElement.prototype.click = function () {
        const blob = blobs.get(this.href), file = { name: this.download, type: blob.type };
        blob.arrayBuffer().then(bytes => {
            file.bytes = new Uint8Array(bytes);
            file.text = new TextDecoder().decode(bytes);
            window.saved.push(file);
        });
    };
"#;

/// The page with the dialog open, and nothing leaving it.
fn open(link: &str) -> Page {
    let page = Page::open(link);
    page.set_viewport(1440, 900);
    page.wait_for("[data-test=stage] .node");
    page.exec(CATCH);
    page.click("[data-test=share]");
    page.wait_for("[data-test=shared-link]");
    page
}

fn copied(page: &Page, button: &str) -> String {
    page.exec("window.copied = []");
    page.click(&format!("[data-test={button}]"));
    page.wait_until("a copied text", "window.copied.length == 1");
    page.wait_text("[data-test=share-status]", "is copied");
    let text = page.exec("return window.copied[0]");
    text.as_str().unwrap_or_default().to_owned()
}

/// Saves by this button; `says` is a JavaScript expression about `file`.
fn saves(page: &Page, button: &str, name: &str, says: &str) {
    page.exec("window.saved = []");
    page.click(&format!("[data-test={button}]"));
    page.wait_until(&format!("a file from {button}"), "window.saved.length == 1");
    page.wait_text("[data-test=share-status]", &format!("Saved as {name}."));
    let script = format!("const file = window.saved[0]; return Boolean({says})");
    let file = page.exec("const f = window.saved[0]; return f.name + ': ' + f.text.slice(0, 300)");
    assert_eq!(page.exec(&script), true, "{button}: {says}\n{file}");
    assert!(file.as_str().is_some_and(|file| file.starts_with(name)), "{file}");
}

#[test]
fn links_to_this_moment_and_to_the_start_are_copied() {
    let page = open("#/quorum?n=4&at=6&select=B");
    let moment = copied(&page, "copy-moment");
    for part in ["#/quorum?n=4&", "at=6", "select=B", "run="] {
        assert!(moment.contains(part), "{moment}");
    }
    assert_eq!(page.prop("[data-test=shared-link]", "value"), Some(moment));
    let start = copied(&page, "copy-start");
    assert!(start.contains("#/quorum?n=4&run="), "{start}");
    assert!(!start.contains("at=") && !start.contains("select="), "{start}");
    assert_eq!(page.prop("[data-test=shared-link]", "value"), Some(start.clone()));
    page.wait_text("label[for=share-link]", "Link to the start");
    let (_, link) = start.split_once('#').expect("a link of this page");
    page.visit(&format!("#{link}"));
    page.wait_text("[data-test=reproduced]", "Reproduced");
    page.wait_text("[data-test=position]", "event 0 /");
    page.assert_no_console_errors();
}

#[test]
fn the_embed_code_is_a_frame_of_the_right_size() {
    let page = open("#/quorum?n=4&at=6");
    let code = copied(&page, "copy-embed");
    assert_eq!(page.prop("[data-test=embed-code]", "value"), Some(code.clone()));
    let frame = format!(
        "const div = document.createElement('div'); div.innerHTML = {code:?};
         const frame = div.firstChild;
         return [frame.tagName, frame.width, frame.height, frame.title, new URL(frame.src).hash]"
    );
    let frame = page.exec(&frame);
    assert_eq!(frame[0], "IFRAME");
    assert_eq!((&frame[1], &frame[2]), (&"600".into(), &"400".into()));
    assert!(frame[3].as_str().is_some_and(|title| title.contains("Quorum")), "{frame}");
    assert_eq!(frame[4], "#/quorum?n=4&at=6&embed=1");
    page.visit("#/quorum");
    page.wait_for("[data-test=stage] .node");
    page.exec(CATCH);
    page.click("[data-test=share]");
    assert!(copied(&page, "copy-embed").contains("#/quorum?embed=1\""));
}

#[test]
fn pictures_are_saved_as_svg_and_png() {
    let page = open("#/quorum?at=9&do=7ms.write.B.%3Cb%3E%20%26%20%22");
    let svg = "(() => {
        // This page may have no inline styles, not even in a document that it only reads.
        const text = file.text.replace(/<([/]?)style>/g, '<$1metadata>');
        const picture = new DOMParser().parseFromString(text, 'image/svg+xml');
        const root = picture.documentElement;
        return file.type == 'image/svg+xml' && !picture.querySelector('parsererror')
            && root.namespaceURI == 'http://www.w3.org/2000/svg' && root.querySelector('title')
            && picture.querySelector('metadata').textContent.includes('.node-box { fill: #fffefb')
            && !file.text.includes('var(') && picture.querySelectorAll('g').length > 5 })()";
    let png = |picture: &str| {
        let size = "['width', 'height'].map(side => 2 * window.size[side])";
        page.exec(
            "const text = window.saved[0].text.replace(/<style>[^]*<[/]style>/, '');
             const picture = new DOMParser().parseFromString(text, 'text/xml');
             const side = name => Number(picture.documentElement.getAttribute(name));
             window.size = { width: side('width'), height: side('height') }",
        );
        let says = format!(
            "(() => {{ const view = new DataView(file.bytes.buffer);
             const [width, height] = {size};
             return file.type == 'image/png' && view.getUint32(0) == 0x89504e47
                 && view.getUint32(16) == width && Math.abs(view.getUint32(20) - height) <= 1
                 && width >= 1520 }})()"
        );
        saves(&page, &format!("save-{picture}-png"), &format!("quorum.{picture}.png"), &says);
    };
    for picture in ["diagram", "stage"] {
        saves(&page, &format!("save-{picture}-svg"), &format!("quorum.{picture}.svg"), svg);
        png(picture);
    }
    // What is in it: more than paper.
    page.exec(
        "createImageBitmap(new Blob([window.saved[0].bytes])).then(image => {
             const canvas = document.createElement('canvas');
             [canvas.width, canvas.height] = [image.width, image.height];
             const context = canvas.getContext('2d');
             context.drawImage(image, 0, 0);
             const { data } = context.getImageData(0, 0, image.width, image.height);
             window.paper = [...data.slice(0, 4)].join();
             window.colours = new Set(new Uint32Array(data.buffer)).size; })",
    );
    page.wait_until("a picture of many colours", "window.colours > 50");
    assert_eq!(page.exec("return window.paper"), "247,246,242,255", "the stage, dressed");
    page.assert_no_console_errors();
}

#[test]
fn the_run_is_saved_for_other_programs() {
    let page = open("#/quorum?loss=10%&seed=3&at=4");
    let json = "file.type == 'application/json' && JSON.parse(file.text).cast[0].name == \
                'Clinic A' && JSON.parse(file.text).events.length > 10";
    saves(&page, "save-json", "quorum.json", json);
    let mermaid = "file.text.startsWith('sequenceDiagram\\n') && file.text.includes('A->>')";
    saves(&page, "save-mermaid", "quorum.mmd", mermaid);
    let shiviz = r"(() => {
        const [parser, blank] = file.text.split('\n');
        const log = [...file.text.matchAll(new RegExp(parser, 'gm'))].map(found => found.groups);
        const times = {};
        return blank == '' && log.length > 10 && log.every(({ event, host, clock }) => {
            times[host] = (times[host] ?? 0) + 1;
            return event && JSON.parse(clock)[host] == times[host] }) })()";
    saves(&page, "save-shiviz", "quorum.shiviz.log", shiviz);
    page.assert_no_console_errors();
}

#[test]
fn what_may_not_be_copied_is_shown_selected() {
    let page = open("#/quorum?at=4");
    page.exec("window.refusing = true");
    for (button, field, part) in [
        ("copy-start", "shared-link", "#/quorum?run="),
        ("copy-embed", "embed-code", "<iframe"),
        ("copy-moment", "shared-link", "at=4"),
        ("copy-moment", "shared-link", "at=4"),
    ] {
        page.click(&format!("[data-test={button}]"));
        page.wait_until(
            &format!("{field} selected by {button}"),
            &format!(
                "(() => {{ const field = document.activeElement;
                 return field.dataset.test == '{field}' && field.value.includes('{part}')
                     && field.selectionStart == 0
                     && field.selectionEnd == field.value.length }})()"
            ),
        );
        page.wait_text("[data-test=share-status]", "is selected");
    }
}

#[test]
fn the_dialog_is_left_by_keyboard_and_by_mouse() {
    let page = open("#/quorum?at=4");
    let closed = "!document.querySelector('[data-test=shared]').open
        && document.activeElement.dataset.test == 'share'
        && document.activeElement.ariaExpanded == 'false'";
    page.wait_until("the link in focus", "document.activeElement.id == 'share-link'");
    page.wait_until("it to be said", "document.querySelector('[aria-expanded=true]')");
    // Keys are the dialog's own: nothing steps behind it, and Escape only closes it.
    page.press(Key::Tab);
    page.press(Key::Right);
    page.press(Key::Escape);
    page.wait_until("a closed dialog", closed);
    page.wait_text("[data-test=position]", "event 4 /");
    page.press(Key::Enter);
    page.wait_for("[data-test=shared-link]");
    page.click("[data-test=share-close]");
    page.wait_until("a closed dialog", closed);
    page.press(' ');
    page.wait_for("[data-test=shared-link]");
    page.exec("document.elementFromPoint(300, 500).click()");
    page.wait_until("a closed dialog", closed);
    page.press(Key::Right);
    page.wait_text("[data-test=position]", "event 5 /");
    page.assert_no_console_errors();
}

#[test]
fn the_dialog_fits_small_screens() {
    let page = open("#/quorum?at=4");
    for (width, height) in [(360, 640), (390, 844), (640, 360)] {
        page.set_viewport(width, height);
        page.wait_until(
            &format!("the dialog on the screen at {width}×{height}"),
            "(() => { const box = document.querySelector('[data-test=shared]')
                 .getBoundingClientRect();
             return box.left >= 0 && box.right <= innerWidth && box.top >= 0
                 && box.bottom <= innerHeight
                 && document.documentElement.scrollWidth <= innerWidth })()",
        );
        page.click("[data-test=save-shiviz]");
        page.wait_text("[data-test=share-status]", "Saved as");
    }
}
