package lab.lancer.imports.rows;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * Feather, which is Arrow's file format, its buffers plain or packed by LZ4 or Zstandard. One batch
 * is in memory at a time.
 */
final class FeatherRows implements Rows {
    private static final long MEMORY_MAX = 256L << 20;

    private final BufferAllocator allocator = new RootAllocator(MEMORY_MAX);
    private final ArrowFileReader reader;
    private Optional<String> damage = Optional.empty();
    private List<FieldVector> columns = List.of();
    private List<String> names = List.of();
    private int next;
    private int rows;
    private long number;

    private FeatherRows(SeekableByteChannel channel) {
        this.reader = new ArrowFileReader(channel, allocator, new BoundedCodecs());
    }

    static FeatherRows open(Path file) throws IOException {
        var opened = new FeatherRows(Files.newByteChannel(file));
        try {
            opened.names =
                    opened.reader.getVectorSchemaRoot().getSchema().getFields().stream()
                            .map(Field::getName)
                            .toList();
            return opened;
        } catch (IOException | RuntimeException e) { // its offsets and lengths are believed
            opened.damage = Optional.of("its footer is damaged");
            opened.close();
            throw new IOException("must be whole, its Arrow footer cannot be read", e);
        }
    }

    @Override
    public Optional<Row> next() {
        while (next == rows && damage.isEmpty()) {
            if (!loadBatch()) {
                return Optional.empty();
            }
        }
        if (damage.isPresent()) {
            return Optional.empty();
        }
        number++;
        try {
            List<String> cells = new ArrayList<>(columns.size());
            for (FieldVector column : columns) {
                cells.add(value(column, next));
            }
            next++;
            return Optional.of(new Row.Cells(number, cells));
        } catch (RuntimeException e) { // a column shorter than its batch
            damage = Optional.of("an Arrow column is damaged: " + e.getMessage());
            return Optional.of(new Row.Broken(number, "the file is damaged here"));
        }
    }

    private boolean loadBatch() {
        try {
            if (!reader.loadNextBatch()) {
                return false;
            }
            VectorSchemaRoot batch = reader.getVectorSchemaRoot();
            columns = batch.getFieldVectors();
            next = 0;
            rows = batch.getRowCount();
            for (FieldVector column : columns) {
                if (column.getValueCount() != rows || isShort(column)) {
                    throw new IllegalStateException(
                            "column %s must have %d rows".formatted(column.getName(), rows));
                }
            }
            return true;
        } catch (IOException | RuntimeException e) { // its offsets and lengths are believed
            rows = 0;
            next = 0;
            damage = Optional.of("an Arrow batch is damaged: " + e.getMessage());
            return false;
        }
    }

    private boolean isShort(FieldVector column) {
        return column instanceof BaseFixedWidthVector fixed
                && fixed.getDataBuffer().capacity() < (long) rows * fixed.getTypeWidth();
    }

    /** Of a column that names its values by their place in a list, the value. */
    private String value(FieldVector column, int row) {
        DictionaryEncoding encoding = column.getField().getDictionary();
        if (encoding == null || column.isNull(row)) {
            return FeatherCells.cell(column, row);
        }
        Dictionary dictionary = reader.lookup(encoding.getId());
        if (dictionary == null) {
            throw new IllegalStateException("dictionary %d is missing".formatted(encoding.getId()));
        }
        return FeatherCells.cell(
                dictionary.getVector(), Integer.parseInt(FeatherCells.cell(column, row)));
    }

    @Override
    public String kind() {
        return "Feather";
    }

    @Override
    public String unit() {
        return "row";
    }

    @Override
    public Optional<List<String>> names() {
        return Optional.of(names);
    }

    @Override
    public Optional<String> cut() {
        return damage;
    }

    @Override
    public void close() throws IOException {
        try {
            reader.close();
            allocator.close();
        } catch (IllegalStateException e) {
            // What a damaged batch had allocated before it failed, Arrow does not release
            if (damage.isEmpty()) {
                throw e;
            }
        }
    }
}
