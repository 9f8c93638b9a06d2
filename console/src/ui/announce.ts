/** Tells those who do not see the page what just happened on it. `index.html` has the place for it. */
export function announce(text: string): void {
  const place = document.getElementById("announcements");
  if (place) place.textContent = text;
}
