@NullMarked
package lab.iggy.embedded.storage.offsets;

import org.jspecify.annotations.NullMarked;
