@NullMarked
package lab.domain.book;

import org.jspecify.annotations.NullMarked;
