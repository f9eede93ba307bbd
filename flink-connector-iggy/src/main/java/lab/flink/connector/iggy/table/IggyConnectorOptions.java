// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.table;

import java.time.Duration;
import lab.flink.connector.iggy.client.ConnectionConfig;
import lab.flink.connector.iggy.client.retry.RetryPolicy;
import lab.flink.connector.iggy.sink.IggySinkConfig;
import lab.flink.connector.iggy.source.IggySourceBuilder;
import lab.flink.connector.iggy.source.config.PollConfig;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.connector.base.DeliveryGuarantee;

/** The options of {@code 'connector' = 'iggy'}. */
@PublicEvolving
public final class IggyConnectorOptions {

    public static final ConfigOption<String> HOSTNAME =
            ConfigOptions.key("hostname")
                    .stringType()
                    .noDefaultValue()
                    .withDescription("Host of the Iggy server.");

    public static final ConfigOption<Integer> PORT =
            ConfigOptions.key("port")
                    .intType()
                    .defaultValue(ConnectionConfig.DEFAULT_PORT)
                    .withDescription("TCP port of the Iggy server.");

    public static final ConfigOption<String> USERNAME =
            ConfigOptions.key("username")
                    .stringType()
                    .noDefaultValue()
                    .withDescription("User to log in as, with a password.");

    public static final ConfigOption<String> PASSWORD =
            ConfigOptions.key("password")
                    .stringType()
                    .noDefaultValue()
                    .withDescription("The user's password, in place of password.file.");

    public static final ConfigOption<String> PASSWORD_FILE =
            ConfigOptions.key("password.file")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "File that holds the password, on every machine that runs a part of the"
                                    + " job; read at each login. Keeps the secret out of the DDL.");

    public static final ConfigOption<String> TOKEN =
            ConfigOptions.key("token")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "Personal access token to log in with, in place of username and"
                                    + " password.");

    public static final ConfigOption<String> TOKEN_FILE =
            ConfigOptions.key("token.file")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "File that holds the token, on every machine that runs a part of the"
                                    + " job; read at each login, so that it can be replaced.");

    public static final ConfigOption<Boolean> TLS_ENABLED =
            ConfigOptions.key("tls.enabled")
                    .booleanType()
                    .defaultValue(false)
                    .withDescription(
                            "Whether the server speaks TLS. Its certificate must be of the"
                                    + " hostname.");

    public static final ConfigOption<String> TLS_CA_FILE =
            ConfigOptions.key("tls.ca-file")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "PEM file of the authorities that may vouch for the server, on every"
                                    + " machine that runs a part of the job; without it, those that"
                                    + " the JVM believes.");

    public static final ConfigOption<String> STREAM =
            ConfigOptions.key("stream")
                    .stringType()
                    .noDefaultValue()
                    .withDescription("Name of the stream; digits are a name too.");

    public static final ConfigOption<Long> STREAM_ID =
            ConfigOptions.key("stream.id")
                    .longType()
                    .noDefaultValue()
                    .withDescription(
                            "The stream's number, in place of its name; the name is looked up at"
                                    + " the start.");

    public static final ConfigOption<String> TOPIC =
            ConfigOptions.key("topic")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "Name of the topic; a source may read several, separated by ';'.");

    public static final ConfigOption<String> TOPIC_ID =
            ConfigOptions.key("topic.id")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "The topic's number, in place of its name; a source may read several,"
                                    + " separated by ';'.");

    public static final ConfigOption<String> TOPIC_PATTERN =
            ConfigOptions.key("topic-pattern")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "Regular expression, in place of names: a source reads every topic"
                                    + " whose whole name matches, also those made later.");

    public static final ConfigOption<Duration> CONNECTION_TIMEOUT =
            ConfigOptions.key("connection.timeout")
                    .durationType()
                    .defaultValue(ConnectionConfig.DEFAULT_CONNECT_TIMEOUT)
                    .withDescription("How long a TCP connection may take to open.");

    public static final ConfigOption<Duration> REQUEST_TIMEOUT =
            ConfigOptions.key("request.timeout")
                    .durationType()
                    .defaultValue(ConnectionConfig.DEFAULT_REQUEST_TIMEOUT)
                    .withDescription(
                            "How long one answer may take; past it the connection is built anew.");

    public static final ConfigOption<Duration> RETRY_INITIAL_BACKOFF =
            ConfigOptions.key("retry.initial-backoff")
                    .durationType()
                    .defaultValue(RetryPolicy.DEFAULT.initialBackoff())
                    .withDescription("Wait before the first new attempt; doubles from then on.");

    public static final ConfigOption<Duration> RETRY_MAX_BACKOFF =
            ConfigOptions.key("retry.max-backoff")
                    .durationType()
                    .defaultValue(RetryPolicy.DEFAULT.maxBackoff())
                    .withDescription("Longest wait between two attempts.");

    public static final ConfigOption<Duration> RETRY_MAX_DURATION =
            ConfigOptions.key("retry.max-duration")
                    .durationType()
                    .defaultValue(RetryPolicy.DEFAULT.maxDuration())
                    .withDescription("After so long without one answer the task fails.");

    public static final ConfigOption<String> CONSUMER_NAME =
            ConfigOptions.key("consumer.name")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "Consumer under whose name offsets are stored in Iggy after"
                                    + " checkpoints, and found by committed-offsets.");

    public static final ConfigOption<StartupMode> SCAN_STARTUP_MODE =
            ConfigOptions.key("scan.startup.mode")
                    .enumType(StartupMode.class)
                    .defaultValue(StartupMode.EARLIEST_OFFSET)
                    .withDescription("Where to start without a checkpoint.");

    public static final ConfigOption<CommittedFallback> SCAN_STARTUP_COMMITTED_FALLBACK =
            ConfigOptions.key("scan.startup.committed-offsets.fallback")
                    .enumType(CommittedFallback.class)
                    .defaultValue(CommittedFallback.EARLIEST_OFFSET)
                    .withDescription("Where to start a partition with no committed offset.");

    public static final ConfigOption<String> SCAN_STARTUP_SPECIFIC_OFFSETS =
            ConfigOptions.key("scan.startup.specific-offsets")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "First offset to read by partition, as"
                                    + " 'partition:0,offset:42;partition:1,offset:300'; partitions"
                                    + " not named are read from their start.");

    public static final ConfigOption<Long> SCAN_STARTUP_TIMESTAMP_MILLIS =
            ConfigOptions.key("scan.startup.timestamp-millis")
                    .longType()
                    .noDefaultValue()
                    .withDescription("Server time to start at, in milliseconds since the epoch.");

    public static final ConfigOption<BoundedMode> SCAN_BOUNDED_MODE =
            ConfigOptions.key("scan.bounded.mode")
                    .enumType(BoundedMode.class)
                    .defaultValue(BoundedMode.UNBOUNDED)
                    .withDescription("Where to stop, decided once at the start.");

    public static final ConfigOption<String> SCAN_BOUNDED_SPECIFIC_OFFSETS =
            ConfigOptions.key("scan.bounded.specific-offsets")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "First offset not to read by partition; partitions not named are not"
                                    + " read.");

    public static final ConfigOption<Long> SCAN_BOUNDED_TIMESTAMP_MILLIS =
            ConfigOptions.key("scan.bounded.timestamp-millis")
                    .longType()
                    .noDefaultValue()
                    .withDescription("Server time to stop at, in milliseconds since the epoch.");

    public static final ConfigOption<Duration> SCAN_DISCOVERY_INTERVAL =
            ConfigOptions.key("scan.topic-partition-discovery.interval")
                    .durationType()
                    .defaultValue(IggySourceBuilder.DEFAULT_DISCOVERY_INTERVAL)
                    .withDescription("How often to look for new partitions; 0 for never.");

    public static final ConfigOption<Boolean> SCAN_AWAIT_TOPIC =
            ConfigOptions.key("scan.await-topic")
                    .booleanType()
                    .defaultValue(false)
                    .withDescription(
                            "Whether to wait for ever for server and topic to appear at the start,"
                                    + " instead of retry.max-duration.");

    public static final ConfigOption<Boolean> SCAN_COMMIT_OFFSETS =
            ConfigOptions.key("scan.commit-offsets-on-checkpoint")
                    .booleanType()
                    .defaultValue(true)
                    .withDescription(
                            "Whether to store offsets in Iggy after checkpoints, for others to see;"
                                    + " only with a consumer.name.");

    public static final ConfigOption<Integer> SCAN_POLL_MAX_MESSAGES =
            ConfigOptions.key("scan.poll.max-messages")
                    .intType()
                    .defaultValue(PollConfig.DEFAULT.maxMessages())
                    .withDescription("Most messages asked for in one poll.");

    public static final ConfigOption<MemorySize> SCAN_POLL_TARGET_BYTES =
            ConfigOptions.key("scan.poll.target-bytes")
                    .memoryType()
                    .defaultValue(new MemorySize(PollConfig.DEFAULT.targetBytes()))
                    .withDescription(
                            "An answer should be about so large; the number of messages asked for"
                                    + " adapts to it.");

    public static final ConfigOption<Duration> SCAN_POLL_IDLE_BACKOFF_MIN =
            ConfigOptions.key("scan.poll.idle-backoff.min")
                    .durationType()
                    .defaultValue(PollConfig.DEFAULT.idleBackoffMin())
                    .withDescription(
                            "Pause after the first poll that found nothing; grows to a fiftieth of"
                                    + " how long nothing has come.");

    public static final ConfigOption<Duration> SCAN_POLL_IDLE_BACKOFF_MAX =
            ConfigOptions.key("scan.poll.idle-backoff.max")
                    .durationType()
                    .defaultValue(PollConfig.DEFAULT.idleBackoffMax())
                    .withDescription("Longest pause between polls of an idle partition.");

    public static final ConfigOption<OnDataLoss> SCAN_ON_DATA_LOSS =
            ConfigOptions.key("scan.on-data-loss")
                    .enumType(OnDataLoss.class)
                    .defaultValue(OnDataLoss.FAIL)
                    .withDescription(
                            "What to do when messages that were to be read are gone from the log.");

    public static final ConfigOption<DecodeError> SCAN_DECODE_ERROR =
            ConfigOptions.key("scan.decode-error")
                    .enumType(DecodeError.class)
                    .defaultValue(DecodeError.FAIL)
                    .withDescription("What becomes of a message that cannot be decoded.");

    public static final ConfigOption<String> SCAN_DEAD_LETTER_TOPIC =
            ConfigOptions.key("scan.dead-letter.topic")
                    .stringType()
                    .noDefaultValue()
                    .withDescription("Topic of the same stream for undecodable messages.");

    public static final ConfigOption<String> SCAN_DEAD_LETTER_SOURCE =
            ConfigOptions.key("scan.dead-letter.source")
                    .stringType()
                    .noDefaultValue()
                    .withDescription("The letters' \"source\", and their key.");

    public static final ConfigOption<Partitioner> SINK_PARTITIONER =
            ConfigOptions.key("sink.partitioner")
                    .enumType(Partitioner.class)
                    .defaultValue(Partitioner.BALANCED)
                    .withDescription("Which partition a row goes to.");

    public static final ConfigOption<String> SINK_PARTITION_KEY =
            ConfigOptions.key("sink.partition-key")
                    .stringType()
                    .noDefaultValue()
                    .withDescription("Column (character or binary string) with the key.");

    public static final ConfigOption<String> SINK_PARTITION_COLUMN =
            ConfigOptions.key("sink.partition-column")
                    .stringType()
                    .noDefaultValue()
                    .withDescription("INT column with the partition's number.");

    public static final ConfigOption<DeliveryGuarantee> SINK_DELIVERY_GUARANTEE =
            ConfigOptions.key("sink.delivery-guarantee")
                    .enumType(DeliveryGuarantee.class)
                    .defaultValue(DeliveryGuarantee.AT_LEAST_ONCE)
                    .withDescription(
                            "At least once, as rows come; or exactly once, when a checkpoint is"
                                    + " complete.");

    public static final ConfigOption<Integer> SINK_BUFFER_FLUSH_MAX_ROWS =
            ConfigOptions.key("sink.buffer-flush.max-rows")
                    .intType()
                    .defaultValue(IggySinkConfig.DEFAULT_MAX_BATCH_ROWS)
                    .withDescription("A partition's batch is sent at so many messages.");

    public static final ConfigOption<MemorySize> SINK_BUFFER_FLUSH_MAX_BYTES =
            ConfigOptions.key("sink.buffer-flush.max-bytes")
                    .memoryType()
                    .defaultValue(new MemorySize(IggySinkConfig.DEFAULT_MAX_BATCH_BYTES))
                    .withDescription("A partition's batch is sent at so many bytes.");

    public static final ConfigOption<Duration> SINK_BUFFER_FLUSH_INTERVAL =
            ConfigOptions.key("sink.buffer-flush.interval")
                    .durationType()
                    .defaultValue(IggySinkConfig.DEFAULT_FLUSH_INTERVAL)
                    .withDescription(
                            "A batch is sent when its first message has waited so long; 0 for only"
                                    + " by size and at checkpoints.");

    public static final ConfigOption<Integer> SINK_MAX_IN_FLIGHT_BATCHES =
            ConfigOptions.key("sink.max-in-flight-batches")
                    .intType()
                    .defaultValue(IggySinkConfig.DEFAULT_MAX_IN_FLIGHT_BATCHES)
                    .withDescription("Batches not yet acknowledged; past it, writing waits.");

    private IggyConnectorOptions() {}

    /** Values of {@link #SCAN_STARTUP_MODE}. */
    public enum StartupMode {
        EARLIEST_OFFSET("earliest-offset"),
        LATEST_OFFSET("latest-offset"),
        COMMITTED_OFFSETS("committed-offsets"),
        TIMESTAMP("timestamp"),
        SPECIFIC_OFFSETS("specific-offsets");

        private final String value;

        StartupMode(String value) {
            this.value = value;
        }

        @Override
        public String toString() {
            return value;
        }
    }

    /** Values of {@link #SCAN_STARTUP_COMMITTED_FALLBACK}. */
    public enum CommittedFallback {
        EARLIEST_OFFSET("earliest-offset"),
        LATEST_OFFSET("latest-offset"),
        FAIL("fail");

        private final String value;

        CommittedFallback(String value) {
            this.value = value;
        }

        @Override
        public String toString() {
            return value;
        }
    }

    /** Values of {@link #SCAN_BOUNDED_MODE}. */
    public enum BoundedMode {
        UNBOUNDED("unbounded"),
        LATEST_OFFSET("latest-offset"),
        COMMITTED_OFFSETS("committed-offsets"),
        TIMESTAMP("timestamp"),
        SPECIFIC_OFFSETS("specific-offsets");

        private final String value;

        BoundedMode(String value) {
            this.value = value;
        }

        @Override
        public String toString() {
            return value;
        }
    }

    /** Values of {@link #SCAN_ON_DATA_LOSS}. */
    public enum OnDataLoss {
        FAIL("fail"),
        WARN("warn");

        private final String value;

        OnDataLoss(String value) {
            this.value = value;
        }

        @Override
        public String toString() {
            return value;
        }
    }

    /** Values of {@link #SCAN_DECODE_ERROR}. */
    public enum DecodeError {
        FAIL("fail"),
        SKIP("skip"),
        DEAD_LETTER("dead-letter");

        private final String value;

        DecodeError(String value) {
            this.value = value;
        }

        @Override
        public String toString() {
            return value;
        }
    }

    /** Values of {@link #SINK_PARTITIONER}. */
    public enum Partitioner {
        BALANCED("balanced"),
        KEY("key"),
        FIXED("fixed"),
        COLUMN("column");

        private final String value;

        Partitioner(String value) {
            this.value = value;
        }

        @Override
        public String toString() {
            return value;
        }
    }
}
