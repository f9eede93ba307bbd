package lab.lancer.imports.rows;

import org.apache.arrow.compression.CommonsCompressionFactory;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.compression.CompressionCodec;
import org.apache.arrow.vector.compression.CompressionUtil;

/**
 * Arrow's codecs, which take a buffer's word for how large it unpacks: a damaged file would have
 * them ask for all memory there is.
 */
final class BoundedCodecs implements CompressionCodec.Factory {
    /** Eight million rows of a batch; writers make batches of some thousands. */
    private static final long BUFFER_BYTES_MAX = 64L << 20;

    @Override
    public CompressionCodec createCodec(CompressionUtil.CodecType type) {
        return new Bounded(CommonsCompressionFactory.INSTANCE.createCodec(type));
    }

    @Override
    public CompressionCodec createCodec(CompressionUtil.CodecType type, int level) {
        return new Bounded(CommonsCompressionFactory.INSTANCE.createCodec(type, level));
    }

    private record Bounded(CompressionCodec codec) implements CompressionCodec {
        @Override
        public ArrowBuf compress(BufferAllocator allocator, ArrowBuf plain) {
            return codec.compress(allocator, plain);
        }

        /** A packed buffer begins with the number of its bytes. */
        @Override
        public ArrowBuf decompress(BufferAllocator allocator, ArrowBuf packed) {
            if (packed.writerIndex() >= CompressionUtil.SIZE_OF_UNCOMPRESSED_LENGTH) {
                long bytes = packed.getLong(0);
                if (bytes > BUFFER_BYTES_MAX) {
                    throw new IllegalArgumentException(
                            "buffer: must unpack to at most %d bytes, says %d"
                                    .formatted(BUFFER_BYTES_MAX, bytes));
                }
            }
            return codec.decompress(allocator, packed);
        }

        @Override
        public CompressionUtil.CodecType getCodecType() {
            return codec.getCodecType();
        }
    }
}
