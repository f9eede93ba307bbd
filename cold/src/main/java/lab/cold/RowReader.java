package lab.cold;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Schema;
import org.apache.iceberg.parquet.ParquetValueReader;
import org.apache.iceberg.parquet.ParquetValueReaders;
import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnDescriptor;
import org.apache.iceberg.shaded.org.apache.parquet.io.api.Binary;
import org.apache.iceberg.shaded.org.apache.parquet.schema.MessageType;
import org.apache.iceberg.shaded.org.apache.parquet.schema.PrimitiveType;
import org.apache.iceberg.shaded.org.apache.parquet.schema.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * Puts the rows of a Parquet file behind one another into {@link Rows}. Iceberg's own readers make
 * objects of values, ten for a row; here a number stays one and a payload is copied once.
 */
final class RowReader extends ParquetValueReaders.StructReader<Rows, Rows> {
    private static final int PLACES = 8;

    /** Values go where they belong as they are read, and not through the hands of Iceberg. */
    private static final Object PUT = new Object();

    private final Rows rows;
    private final ColdScan.RowFilter filter;
    private final int[] missing;

    private RowReader(
            List<ParquetValueReader<?>> columns,
            Rows rows,
            ColdScan.RowFilter filter,
            int[] missing) {
        super(columns);
        this.rows = rows;
        this.filter = filter;
        this.missing = missing;
    }

    /**
     * A reader of one file.
     *
     * @param names in the order of the rows' columns
     */
    static RowReader of(
            MessageType file,
            Schema schema,
            List<String> names,
            Names words,
            ColdScan.RowFilter filter,
            Rows rows) {
        List<ParquetValueReader<?>> columns = new ArrayList<>();
        Optional<ParquetValueReader<?>> payload = Optional.empty();
        boolean[] isThere = new boolean[names.size()];
        for (Type field : file.getFields()) {
            Types.NestedField of = schema.findField(field.getId().intValue());
            if (of == null) {
                continue; // not wanted
            }
            int place = names.indexOf(of.name());
            isThere[place] = true;
            ColumnDescriptor descriptor = file.getColumnDescription(new String[] {field.getName()});
            if (of.name().equals(ColdColumns.PAYLOAD)) {
                payload = Optional.of(new PayloadColumn(descriptor, place, filter, rows));
            } else {
                PrimitiveType type = field.asPrimitiveType();
                columns.add(new NumberColumn(descriptor, type, of, place, words, rows));
            }
        }
        payload.ifPresent(columns::add); // behind what the filter looks at
        return new RowReader(columns, rows, filter, missing(isThere));
    }

    /** Of a file that was written before the table had them. */
    private static int[] missing(boolean[] isThere) {
        int[] places = new int[isThere.length];
        int count = 0;
        for (int place = 0; place < isThere.length; place++) {
            if (!isThere[place]) {
                places[count++] = place;
            }
        }
        return Arrays.copyOf(places, count);
    }

    @Override
    protected Rows newStructData(@Nullable Rows reused) {
        rows.add();
        for (int place : missing) {
            rows.set(place, Rows.NONE);
        }
        return rows;
    }

    @Override
    protected Object getField(Rows of, int column) {
        return PUT;
    }

    @Override
    protected void set(Rows of, int column, Object value) {}

    @Override
    protected Rows buildStruct(Rows of) {
        if (!filter.keeps(rows)) {
            rows.remove();
        }
        return rows;
    }

    /** What the messages said. */
    private static final class PayloadColumn extends ParquetValueReaders.PrimitiveReader<Object> {
        private final int place;
        private final ColdScan.RowFilter filter;
        private final Rows rows;

        PayloadColumn(
                ColumnDescriptor descriptor, int place, ColdScan.RowFilter filter, Rows rows) {
            super(descriptor);
            this.place = place;
            this.filter = filter;
            this.rows = rows;
        }

        @Override
        public Object read(@Nullable Object reused) {
            Binary payload = column.nextBinary();
            if (filter.keeps(rows)) {
                try {
                    rows.set(place, rows.payloads().add(payload.toByteBuffer()));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            return PUT;
        }
    }

    /** What is held as a number. */
    private static final class NumberColumn extends ParquetValueReaders.PrimitiveReader<Object> {
        private final int place;
        private final PrimitiveType.PrimitiveTypeName stored;
        private final int levelMax;
        private final int scaleBy;
        private final boolean isName;
        private final Names words;
        private final Rows rows;
        private final Map<Binary, Integer> known = new HashMap<>();
        private @Nullable Binary last;
        private int lastNumber;

        NumberColumn(
                ColumnDescriptor descriptor,
                PrimitiveType type,
                Types.NestedField field,
                int place,
                Names words,
                Rows rows) {
            super(descriptor);
            this.place = place;
            this.stored = type.getPrimitiveTypeName();
            this.levelMax = descriptor.getMaxDefinitionLevel();
            this.scaleBy =
                    field.type() instanceof Types.DecimalType decimal
                            ? PLACES - decimal.scale()
                            : 0;
            if (scaleBy < 0) {
                throw new IllegalStateException(
                        "column %s: must have at most %d places, is %s"
                                .formatted(field.name(), PLACES, field.type()));
            }
            this.isName = field.type() instanceof Types.StringType;
            this.words = words;
            this.rows = rows;
        }

        @Override
        public Object read(@Nullable Object reused) {
            rows.set(place, number());
            return PUT;
        }

        private long number() {
            if (levelMax > 0 && column.currentDefinitionLevel() < levelMax) {
                column.nextNull();
                return Rows.NONE;
            }
            return switch (stored) {
                case INT64 -> scaled(column.nextLong());
                case INT32 -> scaled(column.nextInteger());
                case BOOLEAN -> column.nextBoolean() ? 1 : 0;
                case BINARY, FIXED_LEN_BYTE_ARRAY ->
                        isName
                                ? name(column.nextBinary())
                                : scaled(
                                        new BigInteger(column.nextBinary().getBytes())
                                                .longValueExact());
                case INT96, FLOAT, DOUBLE ->
                        throw new IllegalStateException("column: must be known, was " + stored);
            };
        }

        private long scaled(long unscaled) {
            long value = unscaled;
            for (int i = 0; i < scaleBy; i++) {
                value = Math.multiplyExact(value, 10);
            }
            return value;
        }

        @SuppressWarnings("ReferenceEquality") // whether it is the same entry, not an equal one
        private long name(Binary binary) {
            if (binary == last) {
                return lastNumber;
            }
            Integer number = known.get(binary);
            if (number == null) {
                number = words.number(binary.toStringUsingUTF8());
                known.put(binary.copy(), number);
            }
            last = binary;
            lastNumber = number;
            return number;
        }
    }
}
