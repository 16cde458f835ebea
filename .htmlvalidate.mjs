// What the built site is checked against: the HTML standard, and the rules of accessibility that
// can be read off the HTML. A rule that is off says why.
export default {
  root: true,
  extends: ["html-validate:standard", "html-validate:a11y"],
  elements: [
    "html5",
    // The theme leaves the tabindex of a section's label empty where it unfolds nothing.
    { label: { inherit: "label", attributes: { tabindex: { enum: ["", /-?\d+/] } } } },
  ],
  rules: {
    // The theme's hidden checkboxes say autocomplete="off", so that no browser restores a menu
    // that was open. The pages have no other fields.
    "valid-autocomplete": "off",
    // The theme's search answers while one types: there is nothing to submit.
    "wcag/h32": "off",
  },
};
