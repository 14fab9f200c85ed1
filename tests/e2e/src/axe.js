// The driver waits for what this promises.
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];
const options = { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] };
return axe.run(document, options).then(({ violations }) =>
  violations.flatMap((rule) =>
    rule.nodes.map((node) => {
      const why = node.failureSummary.replace(/\s+/g, " ");
      return `${rule.id} (${rule.help}): ${node.target.join(" ")}: ${why}`;
    }),
  ),
);
