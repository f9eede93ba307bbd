/** Files of which a bounded number is open. */
@NullMarked
package lab.iggy.embedded.storage.file;

import org.jspecify.annotations.NullMarked;
