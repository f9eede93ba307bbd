package lab.launcher.operation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The rules of {@code prometheus/rules}. */
final class AlertRules {
    static final String FILE = "prometheus/rules/tidemark.yml";

    /** One rule. */
    record Rule(String alert, String expression, String runbook) {}

    private AlertRules() {}

    static List<Rule> read() throws IOException {
        List<Rule> rules = new ArrayList<>();
        for (Object group : Repository.list(Repository.yaml(FILE), "groups")) {
            for (Object rule : Repository.list(Repository.map(group), "rules")) {
                Map<?, ?> each = Repository.map(rule);
                rules.add(
                        new Rule(
                                Repository.string(each, "alert"),
                                Repository.string(each, "expr"),
                                Repository.string(
                                        Repository.map(each.get("annotations")), "runbook")));
            }
        }
        return rules;
    }
}
