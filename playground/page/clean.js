// Help that the editor shows is Markdown with words of the flow in it, and a flow can come by a link from anybody:
// of what it becomes, only plain marks are left.

const KEPT = new Set("A B BLOCKQUOTE BR CODE EM H1 H2 H3 H4 HR I LI OL P PRE SPAN STRONG TABLE TBODY TD TH THEAD TR UL".split(" "));

export function clean(html) {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  for (const element of [...body.querySelectorAll("*")]) {
    if (!KEPT.has(element.tagName)) {
      element.replaceWith(document.createTextNode(element.textContent));
      continue;
    }
    for (const { name, value } of [...element.attributes]) {
      const isLink = element.tagName === "A" && name === "href" && /^https:\/\//.test(value);
      if (name !== "class" && !isLink) element.removeAttribute(name);
    }
  }
  return body.innerHTML;
}
