/** {@code ./lab cluster}: a lab as separate processes. */
@NullMarked
package lab.cli.cluster;

import org.jspecify.annotations.NullMarked;
