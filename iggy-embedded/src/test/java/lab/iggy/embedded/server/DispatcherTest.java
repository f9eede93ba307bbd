package lab.iggy.embedded.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import lab.iggy.embedded.command.Reply;
import lab.iggy.embedded.wire.ErrorCode;
import org.junit.jupiter.api.Test;

class DispatcherTest {

    /** The client would wait for ever otherwise, and the connection would stay busy. */
    @Test
    void an_error_is_answered_too_and_the_payload_let_go() {
        var payload = Unpooled.buffer();

        Reply reply =
                Dispatcher.run(
                        payload,
                        () -> {
                            throw new StackOverflowError("of this test");
                        });

        assertThat(reply).isEqualTo(new Reply.Refused(ErrorCode.GENERAL));
        assertThat(payload.refCnt()).isZero();
    }
}
