package lab.consensus.why;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.Set;

/** What an answer cannot say, each with the reason. */
final class NotKept {
    private final Set<String> reasons = new LinkedHashSet<>();

    void add(String reason) {
        reasons.add(reason);
    }

    boolean isEmpty() {
        return reasons.isEmpty();
    }

    void writeTo(ObjectNode json) {
        ArrayNode all = json.putArray("not_kept");
        reasons.forEach(all::add);
    }

    @Override
    public String toString() {
        return String.join("; ", reasons);
    }
}
