// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.table;

import static lab.flink.connector.iggy.table.IggyConnectorOptions.*;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import lab.flink.connector.iggy.client.ConnectionConfig;
import lab.flink.connector.iggy.client.Credentials;
import lab.flink.connector.iggy.client.Tls;
import lab.flink.connector.iggy.client.retry.RetryPolicy;
import lab.flink.connector.iggy.sink.IggySinkConfig;
import lab.flink.connector.iggy.sink.SinkPartitioning;
import lab.flink.connector.iggy.source.config.DecodeErrorPolicy;
import lab.flink.connector.iggy.source.config.IggyOffsets;
import lab.flink.connector.iggy.source.config.IggySourceConfig;
import lab.flink.connector.iggy.source.config.PollConfig;
import lab.flink.connector.iggy.source.loss.DataLossPolicy;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.table.api.ValidationException;
import org.jspecify.annotations.Nullable;

/** Turns a table's options into checked configuration; what is wrong is a ValidationException. */
final class OptionReader {

    private static final Pattern SPECIFIC_OFFSET =
            Pattern.compile("\\s*partition\\s*:\\s*(\\d+)\\s*,\\s*offset\\s*:\\s*(\\d+)\\s*");

    private final ReadableConfig options;
    private final TopicOptions topics;

    OptionReader(ReadableConfig options) {
        this.options = options;
        this.topics = new TopicOptions(options);
    }

    IggySourceConfig source() {
        try {
            return new IggySourceConfig(
                    connection(),
                    topics.stream(),
                    topics.selection(),
                    options.getOptional(CONSUMER_NAME).orElse(null),
                    start(),
                    stop(),
                    options.get(SCAN_DISCOVERY_INTERVAL),
                    options.get(SCAN_AWAIT_TOPIC),
                    options.get(SCAN_COMMIT_OFFSETS),
                    poll(),
                    onDataLoss(),
                    onDecodeError());
        } catch (IllegalArgumentException e) {
            throw new ValidationException(String.valueOf(e.getMessage()), e);
        }
    }

    IggySinkConfig sink() {
        DeliveryGuarantee guarantee = options.get(SINK_DELIVERY_GUARANTEE);
        for (ConfigOption<?> option :
                List.of(SINK_BUFFER_FLUSH_INTERVAL, SINK_MAX_IN_FLIGHT_BATCHES)) {
            refuseUnless(
                    guarantee != DeliveryGuarantee.EXACTLY_ONCE,
                    option,
                    SINK_DELIVERY_GUARANTEE,
                    "at-least-once");
        }
        try {
            return new IggySinkConfig(
                    connection(),
                    topics.stream(),
                    topics.one("topic: a sink writes"),
                    partitioning(),
                    guarantee,
                    options.get(SINK_BUFFER_FLUSH_MAX_ROWS),
                    bytes(SINK_BUFFER_FLUSH_MAX_BYTES),
                    options.get(SINK_BUFFER_FLUSH_INTERVAL),
                    options.get(SINK_MAX_IN_FLIGHT_BATCHES));
        } catch (IllegalArgumentException e) {
            throw new ValidationException(String.valueOf(e.getMessage()), e);
        }
    }

    /** The column that {@code sink.partitioner} needs, if it needs one. */
    Optional<String> partitioningColumn() {
        Partitioner partitioner = options.get(SINK_PARTITIONER);
        refuseUnless(partitioner == Partitioner.KEY, SINK_PARTITION_KEY, SINK_PARTITIONER, "key");
        refuseUnless(
                partitioner == Partitioner.COLUMN,
                SINK_PARTITION_COLUMN,
                SINK_PARTITIONER,
                "column");
        return switch (partitioner) {
            case KEY -> Optional.of(need(SINK_PARTITION_KEY, SINK_PARTITIONER, "key"));
            case COLUMN -> Optional.of(need(SINK_PARTITION_COLUMN, SINK_PARTITIONER, "column"));
            case BALANCED, FIXED -> Optional.empty();
        };
    }

    private ConnectionConfig connection() {
        return new ConnectionConfig(
                options.get(HOSTNAME),
                options.get(PORT),
                credentials(),
                tls(),
                options.get(CONNECTION_TIMEOUT),
                options.get(REQUEST_TIMEOUT),
                new RetryPolicy(
                        options.get(RETRY_INITIAL_BACKOFF),
                        options.get(RETRY_MAX_BACKOFF),
                        options.get(RETRY_MAX_DURATION)));
    }

    private Tls tls() {
        boolean on = options.get(TLS_ENABLED);
        refuseUnless(on, TLS_CA_FILE, TLS_ENABLED, "true");
        return on ? new Tls.On(options.getOptional(TLS_CA_FILE).orElse(null)) : new Tls.Off();
    }

    private Credentials credentials() {
        List<ConfigOption<String>> given =
                Stream.of(PASSWORD, PASSWORD_FILE, TOKEN, TOKEN_FILE)
                        .filter(option -> options.getOptional(option).isPresent())
                        .toList();
        if (given.size() != 1) {
            throw new ValidationException(
                    "password: exactly one of 'password', 'password.file', 'token' and"
                            + " 'token.file' must be given, got "
                            + given.stream().map(ConfigOption::key).toList());
        }
        ConfigOption<String> option = given.get(0);
        String value = options.get(option);
        if (option.equals(TOKEN) || option.equals(TOKEN_FILE)) {
            if (options.getOptional(USERNAME).isPresent()) {
                throw new ValidationException(
                        "username: has no meaning with '" + option.key() + "', which says who");
            }
            return option.equals(TOKEN)
                    ? new Credentials.Token(value)
                    : new Credentials.TokenFile(value);
        }
        String username =
                options.getOptional(USERNAME)
                        .orElseThrow(() ->
                                new ValidationException(
                                        "username: must be given with '" + option.key() + "'"));
        return option.equals(PASSWORD)
                ? new Credentials.Password(username, value)
                : new Credentials.PasswordFile(username, value);
    }

    private IggyOffsets start() {
        StartupMode mode = options.get(SCAN_STARTUP_MODE);
        refuseUnless(
                mode == StartupMode.TIMESTAMP,
                SCAN_STARTUP_TIMESTAMP_MILLIS,
                SCAN_STARTUP_MODE,
                "timestamp");
        refuseUnless(
                mode == StartupMode.SPECIFIC_OFFSETS,
                SCAN_STARTUP_SPECIFIC_OFFSETS,
                SCAN_STARTUP_MODE,
                "specific-offsets");
        return switch (mode) {
            case EARLIEST_OFFSET -> IggyOffsets.earliest();
            case LATEST_OFFSET -> IggyOffsets.latest();
            case COMMITTED_OFFSETS -> committed();
            case TIMESTAMP ->
                    IggyOffsets.timestamp(
                            Instant.ofEpochMilli(
                                    need(
                                            SCAN_STARTUP_TIMESTAMP_MILLIS,
                                            SCAN_STARTUP_MODE,
                                            "timestamp")));
            case SPECIFIC_OFFSETS ->
                    IggyOffsets.of(
                            specificOffsets(SCAN_STARTUP_SPECIFIC_OFFSETS, SCAN_STARTUP_MODE));
        };
    }

    private IggyOffsets committed() {
        return switch (options.get(SCAN_STARTUP_COMMITTED_FALLBACK)) {
            case EARLIEST_OFFSET -> IggyOffsets.committedOr(IggyOffsets.earliest());
            case LATEST_OFFSET -> IggyOffsets.committedOr(IggyOffsets.latest());
            case FAIL -> IggyOffsets.committed();
        };
    }

    private @Nullable IggyOffsets stop() {
        BoundedMode mode = options.get(SCAN_BOUNDED_MODE);
        refuseUnless(
                mode == BoundedMode.TIMESTAMP,
                SCAN_BOUNDED_TIMESTAMP_MILLIS,
                SCAN_BOUNDED_MODE,
                "timestamp");
        refuseUnless(
                mode == BoundedMode.SPECIFIC_OFFSETS,
                SCAN_BOUNDED_SPECIFIC_OFFSETS,
                SCAN_BOUNDED_MODE,
                "specific-offsets");
        return switch (mode) {
            case UNBOUNDED -> null;
            case LATEST_OFFSET -> IggyOffsets.latest();
            case COMMITTED_OFFSETS -> IggyOffsets.committedOr(IggyOffsets.earliest());
            case TIMESTAMP ->
                    IggyOffsets.timestamp(
                            Instant.ofEpochMilli(
                                    need(
                                            SCAN_BOUNDED_TIMESTAMP_MILLIS,
                                            SCAN_BOUNDED_MODE,
                                            "timestamp")));
            case SPECIFIC_OFFSETS ->
                    IggyOffsets.of(
                            specificOffsets(SCAN_BOUNDED_SPECIFIC_OFFSETS, SCAN_BOUNDED_MODE));
        };
    }

    private Map<Integer, Long> specificOffsets(ConfigOption<String> option, ConfigOption<?> mode) {
        String text = need(option, mode, "specific-offsets");
        var unused = topics.one(option.key() + ": needs");
        var offsets = new HashMap<Integer, Long>();
        if (text.isBlank()) {
            return offsets; // none is named: the earliest of each
        }
        for (String part : text.split(";", -1)) {
            Matcher matcher = SPECIFIC_OFFSET.matcher(part);
            if (!matcher.matches()) {
                throw new ValidationException(
                        "%s: must read 'partition:0,offset:42;partition:1,offset:300', was '%s'"
                                .formatted(option.key(), text));
            }
            try {
                int partition = Integer.parseInt(matcher.group(1));
                Long before = offsets.put(partition, Long.parseLong(matcher.group(2)));
                if (before != null) {
                    throw new ValidationException(
                            option.key() + ": names partition " + partition + " twice");
                }
            } catch (NumberFormatException e) {
                throw new ValidationException(option.key() + ": number too large in " + text, e);
            }
        }
        return offsets;
    }

    private PollConfig poll() {
        return new PollConfig(
                options.get(SCAN_POLL_MAX_MESSAGES),
                bytes(SCAN_POLL_TARGET_BYTES),
                options.get(SCAN_POLL_IDLE_BACKOFF_MIN),
                options.get(SCAN_POLL_IDLE_BACKOFF_MAX));
    }

    private DataLossPolicy onDataLoss() {
        return switch (options.get(SCAN_ON_DATA_LOSS)) {
            case FAIL -> DataLossPolicy.FAIL;
            case WARN -> DataLossPolicy.WARN;
        };
    }

    private DecodeErrorPolicy onDecodeError() {
        DecodeError choice = options.get(SCAN_DECODE_ERROR);
        boolean letters = choice == DecodeError.DEAD_LETTER;
        refuseUnless(letters, SCAN_DEAD_LETTER_TOPIC, SCAN_DECODE_ERROR, "dead-letter");
        refuseUnless(letters, SCAN_DEAD_LETTER_SOURCE, SCAN_DECODE_ERROR, "dead-letter");
        return switch (choice) {
            case FAIL -> new DecodeErrorPolicy.Fail();
            case SKIP -> new DecodeErrorPolicy.Skip();
            case DEAD_LETTER ->
                    new DecodeErrorPolicy.DeadLetter(
                            need(SCAN_DEAD_LETTER_TOPIC, SCAN_DECODE_ERROR, "dead-letter"),
                            need(SCAN_DEAD_LETTER_SOURCE, SCAN_DECODE_ERROR, "dead-letter"));
        };
    }

    private SinkPartitioning partitioning() {
        return switch (options.get(SINK_PARTITIONER)) {
            case BALANCED -> new SinkPartitioning.Balanced();
            case KEY -> new SinkPartitioning.ByKey();
            case FIXED -> new SinkPartitioning.Fixed();
            case COLUMN -> new SinkPartitioning.ByMessage();
        };
    }

    private int bytes(ConfigOption<MemorySize> option) {
        long bytes = options.get(option).getBytes();
        if (bytes < 1 || bytes > 1 << 30) {
            throw new ValidationException(
                    option.key() + ": must be 1 byte to 1 gb, was " + options.get(option));
        }
        return (int) bytes;
    }

    private <T> T need(ConfigOption<T> option, ConfigOption<?> because, String value) {
        return options.getOptional(option)
                .orElseThrow(() ->
                        new ValidationException(
                                "%s: must be given with '%s' = '%s'"
                                        .formatted(option.key(), because.key(), value)));
    }

    private void refuseUnless(
            boolean used, ConfigOption<?> option, ConfigOption<?> because, String value) {
        if (!used && options.getOptional(option).isPresent()) {
            throw new ValidationException(
                    "%s: has a meaning only with '%s' = '%s'"
                            .formatted(option.key(), because.key(), value));
        }
    }
}
