package lab.iggy.embedded.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;

/**
 * Lets a connection read the body of a frame from the socket to where it is wanted. Only while no
 * body is under way does it read into a buffer of its own.
 */
final class BodyReceiver implements RecvByteBufAllocator {
    private final RecvByteBufAllocator usual;
    private final FrameIntake intake;

    BodyReceiver(RecvByteBufAllocator usual, FrameIntake intake) {
        this.usual = usual;
        this.intake = intake;
    }

    @Override
    @SuppressWarnings("deprecation") // the interface has it; the extended one is what is used
    public Handle newHandle() {
        return new BodyHandle((ExtendedHandle) usual.newHandle(), intake);
    }

    private static final class BodyHandle implements RecvByteBufAllocator.ExtendedHandle {
        private final ExtendedHandle usual;
        private final FrameIntake intake;

        BodyHandle(ExtendedHandle usual, FrameIntake intake) {
            this.usual = usual;
            this.intake = intake;
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator allocator) {
            return intake.openBody().orElseGet(() -> usual.allocate(allocator));
        }

        @Override
        public int guess() {
            return usual.guess();
        }

        @Override
        public void reset(ChannelConfig config) {
            usual.reset(config);
        }

        @Override
        public void incMessagesRead(int messages) {
            usual.incMessagesRead(messages);
        }

        @Override
        public void lastBytesRead(int bytes) {
            usual.lastBytesRead(bytes);
        }

        @Override
        public int lastBytesRead() {
            return usual.lastBytesRead();
        }

        @Override
        public void attemptedBytesRead(int bytes) {
            usual.attemptedBytesRead(bytes);
        }

        @Override
        public int attemptedBytesRead() {
            return usual.attemptedBytesRead();
        }

        @Override
        public boolean continueReading() {
            return usual.continueReading();
        }

        @Override
        public boolean continueReading(UncheckedBooleanSupplier maybeMoreData) {
            return usual.continueReading(maybeMoreData);
        }

        @Override
        public void readComplete() {
            usual.readComplete();
        }
    }
}
