package lab.iggy.embedded;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import lab.iggy.embedded.user.Credentials;
import lab.iggy.junit.IggyBroker;
import org.junit.jupiter.api.Test;

/**
 * What one right alone lets a user do, command by command, is what a real 0.8.0 server lets him do.
 * The same bytes are sent in the same order; {@code src/test/oracle/rights.py} has recorded what
 * that server answered.
 */
@IggyBroker
class RightsIT {

    /** The answer to one request of one who has one right. */
    private record Verdict(String right, String request, int status) {}

    private record Request(String name, int code, ByteBuf payload) {}

    @Test
    void each_right_lets_a_user_do_what_the_real_server_lets_him_do(EmbeddedBroker broker)
            throws IOException {
        try (var root = RawClient.loggedIn(broker);
                var alice = new RawClient(broker.port())) {
            var requests = new ArrayList<Request>();
            var expected = new ArrayList<Verdict>();
            var actual = new ArrayList<Verdict>();
            for (String line : recorded()) {
                String[] words = line.split(" ", -1);
                switch (words[0]) {
                    case "setup" ->
                            assertThat(root.ask(Integer.parseInt(words[1]), hex(words[2])))
                                    .returns(0, RawClient.Answer::status);
                    case "request" ->
                            requests.add(
                                    new Request(
                                            words[1], Integer.parseInt(words[2]), hex(words[3])));
                    case "grant" -> {
                        if (expected.isEmpty()) {
                            alice.login(new Credentials("alice", "alice-password"));
                        }
                        assertThat(root.ask(36, hex(words[2]))).returns(0, a -> a.status());
                        for (int i = 0; i < requests.size(); i++) {
                            var request = requests.get(i);
                            int status = Integer.parseInt(words[3 + i]);
                            expected.add(new Verdict(words[1], request.name(), status));
                            var answer = alice.ask(request.code(), request.payload().copy());
                            actual.add(new Verdict(words[1], request.name(), answer.status()));
                        }
                    }
                    default -> throw new IllegalStateException("recording: " + line);
                }
            }
            assertThat(expected).hasSizeGreaterThan(2_000);
            assertThat(actual).isEqualTo(expected);
        }
    }

    private static List<String> recorded() throws IOException {
        try (var lines =
                new BufferedReader(
                        new InputStreamReader(
                                requireNonNull(
                                        RightsIT.class.getResourceAsStream("rights-0.8.0.txt")),
                                StandardCharsets.UTF_8))) {
            return lines.lines().filter(line -> !line.startsWith("#")).toList();
        }
    }

    private static ByteBuf hex(String text) {
        return text.equals("-")
                ? Unpooled.EMPTY_BUFFER
                : Unpooled.wrappedBuffer(HexFormat.of().parseHex(text));
    }
}
