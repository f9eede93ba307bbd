// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.topic;

import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.flink.annotation.Internal;

/** Which topics of its stream a source reads. */
@Internal
public sealed interface TopicSelection extends Serializable {

    static TopicSelection named(List<String> topics) {
        return new Listed(topics.stream().map(NameOrId.Name::new).toList());
    }

    /** Topics that are known from the start; there must be each of them. */
    record Listed(List<? extends NameOrId> topics) implements TopicSelection {
        public Listed {
            topics = List.copyOf(topics);
            if (topics.isEmpty() || new HashSet<>(topics).size() < topics.size()) {
                throw new IllegalArgumentException(
                        "topic: there must be one or more, each once, were " + topics);
            }
        }

        @Override
        public String toString() {
            return topics.toString();
        }
    }

    /**
     * Topics whose whole name matches a regular expression, also those that are made later; there
     * must be one to begin with.
     */
    record Matching(String regex) implements TopicSelection {
        public Matching {
            try {
                var unused = Pattern.compile(regex);
            } catch (PatternSyntaxException e) {
                throw new IllegalArgumentException("topic-pattern: " + e.getMessage(), e);
            }
        }

        public boolean matches(String topic) {
            return Pattern.matches(regex, topic);
        }

        @Override
        public String toString() {
            return "topics like " + regex;
        }
    }
}
