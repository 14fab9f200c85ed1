//! Signs on buttons: paths in the text's colour, not letters of some font.

use yew::prelude::*;

/// The sign with this name, on a grid of 16 by 16.
pub fn icon(name: &'static str) -> Html {
    let (d, filled) = match name {
        "first" => ("M4 3v10M13 3.4v9.2L6 8z", true),
        "back" => ("M11.5 3v10L4.5 8z", true),
        "forward" => ("M4.5 3v10l7-5z", true),
        "last" => ("M12 3v10M3 3.4v9.2L10 8z", true),
        "play" => ("M4.5 2.5v11L13.5 8z", true),
        "pause" => ("M4 3h3v10H4zM9 3h3v10H9z", true),
        "cross" => ("M4 4l8 8M12 4l-8 8", false),
        "check" => ("M3 8.5l3.2 3.2L13 4.8", false),
        "circle" => ("M8 3.2a4.8 4.8 0 1 0 .01 0z", false),
        "bar" => ("M3.5 8h9", false),
        "undo" => ("M5.5 3L2.8 5.8l2.7 2.7M3 5.8h6a3.6 3.6 0 0 1 0 7.2H6", false),
        "redo" => ("M10.5 3l2.7 2.8-2.7 2.7M13 5.8H7a3.6 3.6 0 0 0 0 7.2h3", false),
        "share" => ("M8 9.5V2.2M5 4.8l3-2.8 3 2.8M3 8.5v5h10v-5", false),
        "sun" => (
            "M8 5a3 3 0 1 0 .01 0zM8 1v1.6M8 13.4V15M1 8h1.6M13.4 8H15M3 3l1.1 1.1M11.9 11.9L13 \
             13M13 3l-1.1 1.1M4.1 11.9L3 13",
            false,
        ),
        "moon" => ("M13 9.8A5.6 5.6 0 1 1 6.4 2.6 4.6 4.6 0 0 0 13 9.8z", false),
        "system" => ("M8 2.5a5.5 5.5 0 1 0 .01 0zM8 2.5v11A5.5 5.5 0 0 0 8 2.5z", false),
        "dice" => {
            ("M3 3h10v10H3zM5.8 5.8v.01M10.2 10.2v.01M10.2 5.8v.01M5.8 10.2v.01M8 8v.01", false)
        }
        "fit" => ("M2.5 8h11M5 5.2L2.2 8 5 10.8M11 5.2L13.8 8 11 10.8", false),
        "pencil" => ("M3 13l.6-2.8L10.8 3l2.2 2.2-7.2 7.2zM9.2 4.6l2.2 2.2", false),
        "keyboard" => ("M2 4.5h12v7.5H2zM4.5 7v.01M7 7v.01M9.5 7v.01M12 7v.01M5 9.7h6", false),
        "plus" => ("M8 3.5v9M3.5 8h9", false),
        _ => ("", false),
    };
    let class = if filled { "icon filled" } else { "icon" };
    html! {
        <svg {class} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
            <path {d} />
        </svg>
    }
}
