// The page without a network, and newer versions of it: offered, never forced.
// Only a sealed page (xtask/src/seal.rs) has this file, and loads it when its engine runs.

const container = navigator.serviceWorker; // Absent where the connection is not secure.
const registration = await container?.register('service-worker.js').catch(() => null);

if (registration) {
  if (registration.waiting) offer();
  watch();
  registration.addEventListener('updatefound', watch);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible' && navigator.onLine) {
      registration.update().catch(() => {});
    }
  });
}

function watch() {
  const next = registration.installing;
  next?.addEventListener('statechange', () => {
    // Where none is active yet, this is the first visit, and what is shown is the newest.
    if (next.state === 'installed' && registration.active) offer();
  });
}

// Beside the page, not in it: nothing moves, nothing stops, and it can wait for ever.
function offer() {
  if (document.querySelector('.update')) return;
  const add = (parent, name, words, kind) => {
    const element = document.createElement(name);
    element.textContent = words;
    element.className = kind;
    return parent.appendChild(element);
  };
  const notice = add(document.body, 'aside', '', 'update');
  notice.setAttribute('aria-label', 'New version');
  notice.dataset.test = 'update';
  const text = add(notice, 'p', '', '');
  text.setAttribute('role', 'status');
  // A moment later, because what is in a live region from the beginning is not read out.
  setTimeout(() => (text.textContent = 'A new version is ready.'), 50);
  const yes = add(notice, 'button', 'Use it now', 'button small primary');
  yes.dataset.test = 'update-now';
  yes.onclick = () => {
    yes.disabled = true;
    change();
  };
  const no = add(notice, 'button', 'Later', 'button small');
  no.dataset.test = 'update-later';
  no.onclick = () => notice.remove();
}

// The address stays, and with it the run and the event looked at.
function change() {
  const next = registration.waiting;
  // Nothing waits any more if another tab has made the change.
  if (!next) return location.reload();
  next.addEventListener('statechange', () => {
    if (next.state !== 'activating') location.reload();
  });
  next.postMessage('take over');
}
