// The key "/" goes to the search field of the page.
export function focusPageSearch() {
  document.querySelector<HTMLInputElement>("[data-page-search], #page input[type=search]")?.focus();
}
