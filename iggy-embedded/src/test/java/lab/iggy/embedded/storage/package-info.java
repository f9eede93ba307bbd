/** Tests of logs on disk: what they give back, and what they find after a crash. */
@NullMarked
package lab.iggy.embedded.storage;

import org.jspecify.annotations.NullMarked;
