"""Prints the rows of a workbook's first sheet as JSON, and which cells hold formulas."""

import json
import sys

import openpyxl


def main() -> None:
    sheet = openpyxl.load_workbook(sys.argv[1]).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    formulas = [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    print(json.dumps({"rows": rows, "formulas": formulas}, default=str))


if __name__ == "__main__":
    main()
