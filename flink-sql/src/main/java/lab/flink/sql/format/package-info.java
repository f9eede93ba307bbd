/** The bus's messages as rows of Flink: strict formats over the bus's own codecs. */
@NullMarked
package lab.flink.sql.format;

import org.jspecify.annotations.NullMarked;
