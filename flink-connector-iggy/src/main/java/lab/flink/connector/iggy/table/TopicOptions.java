// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.table;

import static lab.flink.connector.iggy.table.IggyConnectorOptions.STREAM;
import static lab.flink.connector.iggy.table.IggyConnectorOptions.STREAM_ID;
import static lab.flink.connector.iggy.table.IggyConnectorOptions.TOPIC;
import static lab.flink.connector.iggy.table.IggyConnectorOptions.TOPIC_ID;
import static lab.flink.connector.iggy.table.IggyConnectorOptions.TOPIC_PATTERN;

import java.util.List;
import java.util.stream.Stream;
import lab.flink.connector.iggy.topic.NameOrId;
import lab.flink.connector.iggy.topic.TopicSelection;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.api.ValidationException;

/** Which stream and topics a table is of: by name, by id, or by a pattern of names. */
record TopicOptions(ReadableConfig options) {

    NameOrId stream() {
        return exactlyOne(STREAM, STREAM_ID).equals(STREAM)
                ? new NameOrId.Name(options.get(STREAM))
                : new NameOrId.Id(options.get(STREAM_ID));
    }

    TopicSelection selection() {
        ConfigOption<?> given = exactlyOne(TOPIC, TOPIC_ID, TOPIC_PATTERN);
        if (given.equals(TOPIC_PATTERN)) {
            return new TopicSelection.Matching(options.get(TOPIC_PATTERN));
        }
        return given.equals(TOPIC)
                ? TopicSelection.named(parts(TOPIC))
                : new TopicSelection.Listed(
                        parts(TOPIC_ID).stream().map(TopicOptions::id).toList());
    }

    /** The only topic; it is an error if there may be others. */
    NameOrId one(String who) {
        TopicSelection selection = selection();
        if (selection instanceof TopicSelection.Listed listed && listed.topics().size() == 1) {
            return listed.topics().get(0);
        }
        throw new ValidationException(who + " one topic, got " + selection);
    }

    private ConfigOption<?> exactlyOne(ConfigOption<?>... choices) {
        List<ConfigOption<?>> given =
                Stream.of(choices).filter(o -> options.getOptional(o).isPresent()).toList();
        if (given.size() != 1) {
            throw new ValidationException(
                    "%s: exactly one of %s must be given, got %s"
                            .formatted(choices[0].key(), keys(List.of(choices)), keys(given)));
        }
        return given.get(0);
    }

    private static List<String> keys(List<ConfigOption<?>> some) {
        return some.stream().map(ConfigOption::key).toList();
    }

    private List<String> parts(ConfigOption<String> option) {
        return Stream.of(options.get(option).split(";", -1)).map(String::strip).toList();
    }

    private static NameOrId id(String digits) {
        try {
            return new NameOrId.Id(Long.parseLong(digits));
        } catch (NumberFormatException e) {
            throw new ValidationException(
                    "topic.id: must be a number, or several separated by ';', was " + digits, e);
        }
    }
}
